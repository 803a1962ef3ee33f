import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { TRANSITIONS, type TransitionRow } from '../../src/transitions.js';
import { type OptionsByName, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Failed, Interrupted } = StepState;

/** A trail `a -> b` that was started, whose table has one more row, `own`. */
function started(own: TransitionRow, options: OptionsByName = {}): World {
  const transitions = { ...TRANSITIONS, rows: { ...TRANSITIONS.rows, own } };
  const world = new World(trailOf([['a', 'b']], options, { transitions }));
  world.call('start');
  return world;
}

function move(world: World, n: number) {
  return world.happen({ type: 'command', call: 'own', moves: [{ row: 'own', steps: [n] }] });
}

describe('A row that sets a flag', () => {
  it('leaves the attempt of a step that runs alone', () => {
    const world = started({ on: 'step call', from: [Running], pauseOnFail: false });
    expect(move(world, 0)).toMatchObject({ changes: [{ n: 0, pauseOnFail: false }], effects: [] });
    expect(world.record('a')).toMatchObject({ state: Running, attempt: 1, ending: null });
  });

  it('changes nothing else of a step that waits for the end of its attempt before', () => {
    const world = started({ on: 'step call', from: [Waiting], pauseOnFail: false });
    world.tell('interrupt', 'a');
    world.tell('resume', 'a');
    expect(world.record('a')).toMatchObject({ state: Waiting, cause: 'previous attempt ending' });
    expect(move(world, 0).changes).toStrictEqual([{ n: 0, pauseOnFail: false }]);
  });

  it('does not have a condition that failed decide once more', () => {
    const world = started(
      { on: 'step call', from: [Failed], pauseOnFail: true },
      { a: { pauseOnFail: false, skipProgenyOnFailure: true } },
    );
    world.fail('a');
    expect(world.state('b')).toBe(StepState.Skipped);
    expect(move(world, 0).changes).toStrictEqual([{ n: 0, pauseOnFail: true }]);
  });
});

describe('A row that leads to the state it leads out of', () => {
  it('says why, and neither when that began nor what follows', () => {
    const world = started({ on: 'step call', from: [Waiting], to: Waiting, cause: 'asked for' });
    world.tell('interrupt', 'a');
    world.tell('resume', 'a');
    const { since } = world.record('a');
    world.now += 50;
    expect(move(world, 0).changes).toStrictEqual([{ n: 0, cause: 'asked for' }]);
    expect(world.record('a')).toMatchObject({ state: Waiting, since });
  });
});

describe('A row that a step moves along when it is reached', () => {
  it('may set a flag and leave the state as it is', () => {
    const world = started({ on: 'reached', from: [Interrupted], pauseOnFail: false });
    world.tell('interrupt', 'a');
    expect(world.record('a')).toMatchObject({ state: Interrupted, pauseOnFail: false, attempt: 1 });
    expect(world.log.at(-1)?.changes.filter(({ pauseOnFail }) => pauseOnFail === false)).toEqual([{ n: 0, pauseOnFail: false }]);
  });
});
