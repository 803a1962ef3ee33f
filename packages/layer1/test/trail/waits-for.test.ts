import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { provenanceOf } from '../../src/trail/provenance.js';
import type { Trail } from '../../src/trail/trail.js';
import { waitsFor } from '../../src/trail/waits-for.js';
import { factsOf, isOver } from '../support/control-facts.js';
import { whileLiving } from '../support/controlled-lives.js';
import { runOut } from '../support/timers.js';
import { CONDITION, type Graph, type OptionsByName, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const FAILS = { pauseOnFail: false };
const GRAPH: Graph = [
  ['a', 'x'],
  ['x', 'y'],
];

/** A started trail `a -> x -> y`. */
function worldOf(options: OptionsByName = {}, graph = GRAPH): World {
  const world = new World(trailOf(graph, options));
  world.call('start');
  return world;
}

function on(world: World, name: string): string | null {
  return waitsFor(world.trail, world.n(name));
}

function provenance(world: World, name: string): string | null {
  return provenanceOf(world.trail, world.n(name));
}

/** What every step waits for. */
function allOf(trail: Trail): readonly (string | null)[] {
  return trail.steps.map(({ n }) => waitsFor(trail, n));
}

describe('In any trail', () => {
  it('that is started and not finished some step waits for more than other steps (invariant 5)', () => {
    let unfinished = 0;
    whileLiving((trail) => {
      return () => {
        if (!trail.isStarted || trail.isFinished) return;
        unfinished += 1;
        ok(
          allOf(trail).some((one) => one !== null && one !== 'steps'),
          'nobody knows what the trail waits for',
        );
      };
    }, 200);
    ok(unfinished > 1_000, `${unfinished} states`);
  });

  it('a step waits for nothing exactly if it is over or unreachable, and no attempt of it is ending', () => {
    whileLiving((trail) => {
      return () => {
        const { unreachable } = factsOf(trail);
        for (const { n } of trail.steps) {
          const { state, ending } = trail.record(n);
          const isNothingLeft = (isOver(state) || unreachable[n] === true) && ending === null;
          strictEqual(waitsFor(trail, n) === null, isNothingLeft, `step ${n} is ${state} and waits for ${waitsFor(trail, n)}`);
        }
      };
    }, 150);
  });

  it('a step waits for steps exactly if it is open and not reached, and for what is before it alone', () => {
    whileLiving((trail) => {
      return () => {
        const { reached, unreachable } = factsOf(trail);
        for (const { n } of trail.steps) {
          const { state } = trail.record(n);
          const isOpen = !isOver(state) && unreachable[n] !== true && state !== StepState.Running;
          strictEqual(waitsFor(trail, n) === 'steps', isOpen && !reached[n]);
        }
      };
    }, 100);
  });

  it('a finished one waits for nothing but what may still be decided', () => {
    let finished = 0;
    whileLiving((trail) => {
      return () => {
        if (!trail.isFinished) return;
        finished += 1;
        for (const one of allOf(trail)) ok(one === null || one === 'steps');
        deepStrictEqual(new Set(allOf(trail)).has('worker'), false);
      };
    }, 100);
    ok(finished > 10, `${finished} finished`);
  });
});

describe('A step waits', () => {
  it('for an operator before the trail is started, and for steps where it is not reached', () => {
    const world = new World(trailOf(GRAPH));
    expect([on(world, 'a'), on(world, 'x')]).toEqual(['operator', 'steps']);
  });

  it('for its worker while an attempt runs, and for a prompt while that has one open', () => {
    const world = worldOf();
    expect(on(world, 'a')).toBe('worker');
    const promptId = world.prompt('a');
    expect(on(world, 'a')).toBe('prompt');
    world.call('reply', { prompt_id: promptId, value: 1 });
    expect(on(world, 'a')).toBe('worker');
  });

  it('for an operator where it is paused, paused due to failure or interrupted', () => {
    const world = worldOf();
    world.fail('a');
    expect(on(world, 'a')).toBe('operator');
    world.tell('resume', 'a');
    world.tell('interrupt', 'a');
    expect(on(world, 'a')).toBe('operator');
    world.fail('a');
    expect(on(world, 'a')).toBe('operator');
    const paused = new World(trailOf([['a']]));
    paused.tell('pause', 'a');
    expect(on(paused, 'a')).toBe('operator');
  });

  it('for a timer where it is held until a date, or is to be retried', () => {
    const world = worldOf({ a: { retry: { attempts: 2 } } });
    world.fail('a');
    expect(on(world, 'a')).toBe('timer');
    world.call('pause', { tags: { name: 'a' }, until: 90_000 });
    expect(on(world, 'a')).toBe('timer');
    world.call('pause', { tags: { name: 'x' }, until: 90_000 });
    expect(on(world, 'x')).toBe('steps');
  });

  it('for a slot where a limit leaves none', () => {
    const world = new World(trailOf([['a'], ['b']], {}, { limits: [{ most: 1 }] }));
    world.call('start');
    expect([on(world, 'a'), on(world, 'b')]).toEqual(['worker', 'slot']);
  });

  it('for the worker of an attempt before that is ending, also where it is over itself', () => {
    const world = worldOf();
    world.tell('interrupt', 'a');
    const marked = new World(world.trail.fork());
    world.tell('resume', 'a');
    expect(on(world, 'a')).toBe('worker');
    marked.tell('mark_done', 'a');
    expect([marked.state('a'), on(marked, 'a')]).toEqual([StepState.Succeeded, 'worker']);
    marked.fail('a');
    expect(on(marked, 'a')).toBeNull();
  });

  it('for an operator while the server is shut down', () => {
    const world = worldOf();
    world.call('shutdown');
    world.fail('a');
    world.tell('resume', 'a');
    expect([world.state('a'), on(world, 'a')]).toEqual([StepState.Waiting, 'operator']);
  });

  it('for nothing once it is done, given up, or can no longer be reached', () => {
    const world = worldOf({ x: FAILS });
    world.succeed('a');
    world.fail('x');
    expect(['a', 'x', 'y'].map((name) => on(world, name))).toEqual([null, null, null]);
  });
});

describe('An outcome came about', () => {
  it('by the machine, whether it succeeded or failed', () => {
    const world = worldOf({ x: FAILS });
    world.succeed('a');
    expect(provenance(world, 'x')).toBeNull();
    world.fail('x');
    expect(['a', 'x', 'y'].map((name) => provenance(world, name))).toEqual(['machine', 'machine', 'unreachable']);
  });

  it('by the machine where the last attempt took too long', () => {
    const world = worldOf({ a: { ...FAILS, timeoutMs: 10 } });
    runOut(world, 'attempt', 'a');
    expect(provenance(world, 'a')).toBe('machine');
  });

  it('by hand, where somebody marked it done or gave it up', () => {
    const world = worldOf();
    world.fail('a');
    world.tell('mark_done', 'a');
    world.fail('x');
    world.tell('fail', 'x');
    expect(['a', 'x'].map((name) => provenance(world, name))).toEqual(['by hand', 'by hand']);
  });

  it('by being left out: by an operator, a condition, a timer, or for want of a way there', () => {
    const graph: Graph = [['s'], ['b'], ['c', 'd'], ['c', 'e'], ['t']];
    const world = new World(trailOf(graph, { c: CONDITION }));
    world.tell('skip', 's');
    world.tell('block', 'b');
    world.tell('block', 'e');
    world.call('start');
    world.fail('c');
    world.prompt('t', 'Well?', { timeoutMs: 5, onTimeout: 'skip' });
    runOut(world, 'prompt', 't');
    expect(['s', 'b', 'c', 'd', 'e', 't'].map((name) => provenance(world, name))).toEqual([
      'skipped by operator',
      'blocked by operator',
      'machine',
      'skipped by condition',
      'blocked by condition',
      'skipped by timer',
    ]);
  });

  it('is not said of a step that is not over', () => {
    const world = worldOf();
    world.tell('pause', 'x');
    world.fail('a');
    expect(['a', 'x', 'y'].map((name) => provenance(world, name))).toEqual([null, null, null]);
  });
});
