import { ok } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { StepState } from '../../src/states.js';
import { type Step, type StepOptions, step } from '../../src/step.js';
import { resultsFor } from '../../src/trail/results.js';
import { whileLiving } from '../support/controlled-lives.js';
import { World } from '../support/world.js';

/** A started trail `gate -> used -> user` and `gate -> user`, whose step `user` uses the result of `used`. */
function worldOf(options: StepOptions = {}): World {
  const gate = step(() => null, { name: 'gate' }, { pauseOnFail: false });
  const used: Step = step(() => null, { name: 'used' }, options);
  const user = step(() => null, { name: 'user' }, { uses: [used] });
  const world = new World(
    buildTrail([
      [gate, used],
      [used, user],
      [gate, user],
    ]),
  );
  world.call('start');
  return world;
}

function resultOfUsed(world: World): unknown {
  return Object.fromEntries(resultsFor(world.trail, world.n('user'))).used;
}

describe('The result of a step, for one that uses it', () => {
  it('is what it returned, where it succeeded, also by hand', () => {
    const world = worldOf();
    world.succeed('gate');
    world.succeed('used', { tag: 'v1' });
    expect(resultOfUsed(world)).toEqual({ status: 'succeeded', value: { tag: 'v1' } });
    const other = worldOf();
    other.succeed('gate');
    other.fail('used');
    other.call('mark_done', { tags: { name: 'used' }, value: ['by hand'] });
    expect(resultOfUsed(other)).toEqual({ status: 'succeeded', value: ['by hand'] });
  });

  it('is its error, where it failed for good', () => {
    const world = worldOf({ pauseOnFail: false });
    world.succeed('gate');
    world.fail('used', 'no');
    expect(resultOfUsed(world)).toEqual({ status: 'failed', error: 'no' });
  });

  it('says that it was left out, and why', () => {
    for (const [call, status] of [
      ['skip', 'skipped'],
      ['block', 'blocked'],
    ] as const) {
      const world = worldOf();
      world.tell(call, 'used');
      world.succeed('gate');
      expect(resultOfUsed(world)).toEqual({ status, cause: 'operator' });
    }
  });

  it('says that it cannot be reached', () => {
    const world = worldOf();
    world.fail('gate');
    expect(resultOfUsed(world)).toEqual({ status: 'unreachable' });
  });

  it('says that it is not decided: it failed and may be tried again, or is run again', () => {
    const world = worldOf();
    expect(resultOfUsed(world)).toEqual({ status: 'pending', state: StepState.Waiting });
    world.succeed('gate');
    world.fail('used');
    expect(resultOfUsed(world)).toEqual({ status: 'pending', state: StepState.PausedOnFail });
    world.tell('resume', 'used');
    world.succeed('used', 1);
    world.tell('rerun', 'used');
    expect(resultOfUsed(world)).toEqual({ status: 'pending', state: StepState.Running });
  });

  it('is that of the newest attempt', () => {
    const world = worldOf();
    world.succeed('gate');
    world.succeed('used', 'first');
    world.tell('rerun', 'used');
    world.succeed('used', 'second');
    expect(resultOfUsed(world)).toEqual({ status: 'succeeded', value: 'second' });
  });
});

describe('A step that uses no results', () => {
  it('is given none, in any trail', () => {
    whileLiving((trail) => () => ok(trail.steps.every(({ n }) => resultsFor(trail, n).size === 0)), 5);
  });
});
