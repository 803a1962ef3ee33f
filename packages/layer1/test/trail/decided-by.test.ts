import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { decidedBy } from '../../src/trail/events.js';
import { whileLiving } from '../support/controlled-lives.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const ANN = { actor: 'ann', reason: 'CHG-7' };

function worldOf(): World {
  const world = new World(
    trailOf(
      [
        ['a', 'b'],
        ['c', 'd'],
        ['c', 'e'],
      ],
      { c: { pauseOnFail: false, skipProgenyOnFailure: true } },
    ),
  );
  return world;
}

describe('Who decided on the state of a step, and why', () => {
  it.each(['pause', 'skip', 'block'])('is remembered with %s, through to where it takes effect', (call) => {
    const world = worldOf();
    world.call(call, { tags: { name: 'b' }, ...ANN });
    expect(world.record('b')).toMatchObject({ cause: 'operator', by: ANN });
    world.call('start', { actor: 'bob' });
    world.succeed('a');
    expect(world.record('b')).toMatchObject({ cause: 'operator', by: ANN });
    expect([StepState.Paused, StepState.Skipped, StepState.Blocked]).toContain(world.state('b'));
  });

  it('is remembered with interrupt, mark_done, fail and stop', () => {
    const world = worldOf();
    world.call('start');
    world.call('interrupt', { tags: { name: 'a' }, ...ANN });
    expect(world.record('a').by).toEqual(ANN);
    world.call('mark_done', { tags: { name: 'a' }, actor: 'bob' });
    expect(world.record('a').by).toEqual({ actor: 'bob' });
    world.fail('b');
    world.call('fail', { tags: { name: 'b' }, reason: 'given up' });
    expect(world.record('b').by).toEqual({ reason: 'given up' });
    world.call('stop', ANN);
    expect(world.record('d')).toMatchObject({ state: StepState.ToBlock, by: ANN });
  });

  it('is nothing where nobody said it', () => {
    const world = worldOf();
    world.tell('pause', 'b');
    expect(world.record('b')).toMatchObject({ cause: 'operator', by: null });
    world.call('skip', { tags: { name: 'b' }, ...ANN });
    world.tell('block', 'd');
    expect([world.record('b').by, world.record('d').by]).toEqual([ANN, null]);
  });

  it('goes with the cause: whoever lets a step go on is not who decided on what it does then', () => {
    const world = worldOf();
    world.call('start');
    world.call('interrupt', { tags: { name: 'a' }, ...ANN });
    world.fail('a');
    world.call('resume', { tags: { name: 'a' }, actor: 'bob' });
    expect(world.record('a')).toMatchObject({ state: StepState.Running, cause: null, by: null });
    world.fail('a');
    expect(world.record('a')).toMatchObject({ cause: 'failure', by: null });
  });

  it('of a step that a condition had left out blocked, and that is run again, is who ran that again', () => {
    const world = worldOf();
    world.tell('block', 'd');
    world.call('start');
    world.fail('c');
    expect(world.record('d')).toMatchObject({ state: StepState.Blocked, cause: 'condition', by: null });
    world.call('rerun', { tags: { name: 'c' }, ...ANN });
    expect(world.record('d')).toMatchObject({ state: StepState.ToBlock, cause: 'operator', by: ANN });
  });

  it('is not changed by a flag that somebody else sets', () => {
    const world = worldOf();
    world.call('pause', { tags: { name: 'b' }, ...ANN });
    world.call('unset_pause_on_fail', { tags: { name: 'b' }, actor: 'bob' });
    expect(world.record('b')).toMatchObject({ by: ANN, pauseOnFail: false });
  });

  it('is shown in the status of the step', () => {
    const world = worldOf();
    world.call('pause', { tags: { name: 'b' }, ...ANN });
    const { result } = world.ask({ name: 'status', tags: { name: 'b' }, status_fields: ['by', 'cause'] }).response;
    expect(result).toEqual([{ by: ANN, cause: 'operator' }]);
  });

  it('is read from any event that says it, whole or in part', () => {
    const shutdown = { type: 'shutdown' } as const;
    deepStrictEqual(decidedBy({ ...shutdown, ...ANN, source: 'socket' }), ANN);
    deepStrictEqual(decidedBy({ ...shutdown, reason: 'x' }), { reason: 'x' });
    strictEqual(decidedBy(shutdown), null);
  });
});

describe('Who decided, in any trail', () => {
  it('is there only beside the cause operator, and is always somebody who made a call', () => {
    let decided = 0;
    whileLiving((trail) => {
      const actors = new Set<string>();
      return ({ event, changes }) => {
        if (event.type === 'command' && event.actor !== undefined) actors.add(event.actor);
        for (const { n } of trail.steps) {
          const { by, cause } = trail.record(n);
          if (by !== null) strictEqual(cause, 'operator');
          if (by?.actor !== undefined) ok(actors.has(by.actor));
        }
        for (const { by } of changes) decided += by == null ? 0 : 1;
      };
    }, 100);
    ok(decided > 50, `${decided} decisions`);
  });
});
