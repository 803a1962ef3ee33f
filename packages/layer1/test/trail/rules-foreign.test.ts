import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { AttemptRef } from '../../src/trail/effects.js';
import type { TrailEvent } from '../../src/trail/events.js';
import { LEFT_BEHIND, PROCESS } from '../support/resuming.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

/** Everything that can be said of an attempt or of a step. */
function eventsAbout({ n, attempt }: AttemptRef): readonly TrailEvent[] {
  const promptId = `${n}.${attempt}.1`;
  return [
    { type: 'ended', n, attempt, outcome: { ok: true, value: null } },
    { type: 'prompt', n, attempt, promptId, message: '?', timeoutMs: 5 },
    { type: 'survivors', n, attempt, processes: [PROCESS] },
    { type: 'timer', timer: { kind: 'grace', n, attempt } },
    { type: 'timer', timer: { kind: 'prompt', n, attempt, promptId } },
    { type: 'reply', promptId, value: 1 },
    { type: 'message', steps: [n], message: 'x' },
    { type: 'command', call: 'skip', moves: [{ row: 'skip', steps: [n] }] },
    { type: 'note', text: 'x', steps: [n] },
    { type: 'resumed', attempts: [{ n, attempt, ...LEFT_BEHIND }], transformed: [{ to: 'To Skip', steps: [n] }], policies: [] },
  ];
}

/** Numbers that no step of the trail has, such as another machine, or a damaged one, might name. */
const strangers = fc.oneof(
  fc.integer({ min: 3 }),
  fc.integer({ max: -1 }),
  fc.double({ min: 0.01, max: 1.99, noInteger: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53),
);

describe('An event about a step that does not exist', () => {
  it('is ignored, whatever it says: nothing is changed, done or thrown', () => {
    fc.assert(
      fc.property(strangers, fc.nat(3), fc.boolean(), (n, attempt, isStarted) => {
        for (const event of eventsAbout({ n, attempt })) {
          const world = new World(trailOf([['a', 'b'], ['c']]));
          if (isStarted) world.call('start');
          const before = snapshot(world.trail) as { readonly steps: unknown; readonly flags: unknown };
          const { changes, effects } = world.happen(event);
          const after = snapshot(world.trail) as typeof before;
          deepStrictEqual([changes, effects, after.steps, after.flags], [[], [], before.steps, before.flags]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('beside one that exists does not keep the latter from being done', () => {
    const world = new World(trailOf([['a'], ['b']]));
    world.call('start');
    world.happen({ type: 'command', call: 'interrupt', moves: [{ row: 'interrupt', steps: [9, 1, -1] }] });
    world.happen({ type: 'message', steps: [9, 0], message: 'x' });
    deepStrictEqual([world.states, world.record('a').inputMessages], [{ a: 'Running', b: 'Interrupted' }, ['x']]);
  });
});

describe('What an attempt says that never was', () => {
  it('is ignored: no process of it is listed', () => {
    const world = new World(trailOf([['a']]));
    world.call('start');
    world.happen({ type: 'survivors', n: 0, attempt: 2, processes: [PROCESS] });
    deepStrictEqual(world.record('a').survivors, []);
    world.happen({ type: 'survivors', n: 0, attempt: 1, processes: [PROCESS] });
    deepStrictEqual(world.record('a').survivors, [{ ...PROCESS, attempt: 1 }]);
  });
});
