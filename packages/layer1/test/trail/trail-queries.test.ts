import { describe, expect, it } from 'vitest';
import type { CommandEvent, TrailEvent } from '../../src/trail/events.js';
import type { Trail } from '../../src/trail/trail.js';
import { LEFT_BEHIND, resumed } from '../support/resuming.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

/** A trail `a -> b` of which `a` runs. */
function running(): World {
  const world = new World(trailOf([['a', 'b']]));
  world.call('start');
  return world;
}

function numbers(trail: Trail, n: number): readonly number[] {
  return trail.select({ n }).map((step) => step.n);
}

describe('A selector by number', () => {
  it('selects that step, and none where there is none of that number', () => {
    const trail = trailOf([['a'], ['b'], ['c']]);
    expect([0, 1, 2, 3, -1, 0.5].map((n) => numbers(trail, n))).toEqual([[0], [1], [2], [], [], []]);
  });
});

describe('The attempts under way', () => {
  it('are none in a fresh trail, and where all are over', () => {
    const world = new World(trailOf([['a']]));
    expect(world.trail.attemptsUnderWay).toEqual([]);
    world.call('start');
    world.succeed('a');
    expect(world.trail.attemptsUnderWay).toEqual([]);
  });

  it('are that which runs, or was ended and is not gone', () => {
    const world = running();
    expect(world.trail.attemptsUnderWay).toEqual([{ n: 0, attempt: 1 }]);
    world.tell('interrupt', 'a');
    expect(world.trail.attemptsUnderWay).toEqual([{ n: 0, attempt: 1 }]);
  });

  it('are of the newest number only', () => {
    const { trail } = running();
    expect([0, 1, 2].map((attempt) => trail.isUnderWay({ n: 0, attempt }))).toEqual([false, true, false]);
    expect(trail.isUnderWay({ n: 1, attempt: 0 })).toBe(false);
  });
});

describe('The attempts with remains', () => {
  it('are none where nothing was left', () => {
    const world = running();
    expect(world.trail.attemptsWithRemains).toEqual([]);
    world.succeed('a');
    expect(world.trail.attemptsWithRemains).toEqual([]);
  });

  it('are none that is under way or ending', () => {
    const world = running();
    world.happen({ type: 'survivors', n: 0, attempt: 1, processes: [{ pid: 1, startTime: '1', command: 'sleep' }] });
    expect(world.trail.attemptsWithRemains).toEqual([]);
    world.tell('interrupt', 'a');
    expect(world.trail.attemptsWithRemains).toEqual([]);
  });

  it('are those that were given up, whether or not they have left processes', () => {
    const world = running();
    world.tell('interrupt', 'a');
    world.happen({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } });
    expect(world.record('a')).toMatchObject({ abandoned: 1, survivors: [] });
    expect(world.trail.attemptsWithRemains).toEqual([{ n: 0, attempt: 1 }]);
  });

  it('are those that were given up, and those that have left processes, each once', () => {
    const world = running();
    world.tell('interrupt', 'a');
    world.happen(resumed(world.trail, LEFT_BEHIND));
    world.happen({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } });
    expect(world.record('a')).toMatchObject({ abandoned: 1, survivors: [{ attempt: 1 }] });
    expect(world.trail.attemptsWithRemains).toEqual([{ n: 0, attempt: 1 }]);
    world.tell('resume', 'a');
    expect(world.record('a').attempt).toBe(2);
    expect(world.trail.attemptsWithRemains).toEqual([{ n: 0, attempt: 1 }]);
  });
});

describe('A trail that is folded', () => {
  function folded(...events: readonly TrailEvent[]): Trail {
    const trail = trailOf([['a', 'b']]);
    events.forEach((event, k) => {
      trail.fold({ revision: k + 1, event, changes: [] });
    });
    return trail;
  }
  const command = (...rows: readonly string[]): CommandEvent => {
    return { type: 'command', call: 'any', moves: rows.map((row) => ({ row, steps: [] })) };
  };

  it('was started if one of the rows of a command starts it', () => {
    expect(folded(command('start', 'pause')).isStarted).toBe(true);
    expect(folded(command('pause', 'start')).isStarted).toBe(true);
    expect(folded(command('pause')).isStarted).toBe(false);
    expect(folded(command('start'), command('pause')).isStarted).toBe(true);
  });

  it('does not mind rows that its own table has not', () => {
    expect(folded(command('teleport', 'start')).isStarted).toBe(true);
  });

  it('is shutting down from a shutdown on, until it is taken up', () => {
    const resumedEvent: TrailEvent = { type: 'resumed', attempts: [], transformed: [], policies: [] };
    expect(folded().isShuttingDown).toBe(false);
    expect(folded({ type: 'shutdown' }).isShuttingDown).toBe(true);
    expect(folded({ type: 'shutdown' }, { type: 'note', text: '', steps: [] }).isShuttingDown).toBe(true);
    expect(folded({ type: 'shutdown' }, resumedEvent).isShuttingDown).toBe(false);
    expect(folded(resumedEvent).isShuttingDown).toBe(false);
  });
});
