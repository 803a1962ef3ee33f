import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { TrailDescription } from '../../src/api/describe.js';
import { handleApiCall } from '../../src/api/handle-api-call.js';
import { buildTrail } from '../../src/build-trail.js';
import { step } from '../../src/step.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

function described(world: World, fields: JsonObject = {}): TrailDescription {
  return world.call('describe', fields) as unknown as TrailDescription;
}

const NOT_STARTED = { on: 'operator', n: null, name: null, since: null };

describe('describe', () => {
  it('tells of a trail without its steps, unless they are asked for', () => {
    const world = new World(trailOf([['a', 'b'], ['c']], {}, { limits: [{ tags: { name: 'a' }, most: 2 }] }));
    expect(described(world)).toEqual({
      trail: null,
      run: null,
      revision: 0,
      params: {},
      limits: [{ tags: { name: 'a' }, most: 2 }],
      isStarted: false,
      isFinished: false,
      states: { Ready: 3 },
      waitsFor: [NOT_STARTED],
      steps: [],
    });
    expect(described(world, { tags: {} }).steps.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
    expect(described(world, { tags: { name: 'c' } }).steps.map(({ name }) => name)).toEqual(['c']);
  });

  it('tells the run and what it was given to go by', () => {
    const { trail } = new World(trailOf([['a']]));
    const params = { host: 'db-1' };
    const handled = handleApiCall({ name: 'describe' }, trail, { at: 0, run: { trail: 'release', run: 'r1' }, params });
    expect(handled).toMatchObject({ response: { result: { trail: 'release', run: 'r1', params } } });
  });

  it('tells of each step its status, its policy, and what is around it', () => {
    const build = step(() => null, { name: 'build' });
    const deploy = step(() => null, { name: 'deploy' }, { uses: [build], reads: ['db.host'], graceMs: 20_000 });
    const undo = step(() => null, { name: 'undo' });
    const world = new World(buildTrail([[build, deploy]], { failurePairs: [[deploy, undo]] }));
    const [first, second, third] = described(world, { tags: {} }).steps;
    expect(first).toMatchObject({ n: 0, parents: [], children: [1], uses: [], reads: [] });
    expect(second).toMatchObject({
      ...(world.call('status', { tags: { name: 'deploy' } }) as unknown as JsonObject[])[0],
      policy: { pauseOnFail: true, graceMs: 20_000 },
      parents: [0],
      children: [2],
      uses: [0],
      reads: ['db.host'],
    });
    expect(third).toMatchObject({ name: 'undo', parents: [1], children: [] });
  });

  it('tells whether a failure pauses a step as that is now', () => {
    const world = new World(trailOf([['a']]));
    const told = () => described(world, { tags: {} }).steps[0]?.policy.pauseOnFail;
    expect(told()).toBe(true);
    world.tell('unset_pause_on_fail', 'a');
    expect(told()).toBe(false);
  });

  it('tells when an attempt has taken too long, also of its prompts that would be open for longer', () => {
    const world = new World(trailOf([['works'], ['asks']], { works: { timeoutMs: 500 }, asks: { timeoutMs: 900 } }));
    world.call('start');
    world.prompt('asks', 'Well?', 5_000);
    world.prompt('asks', 'Sure?', 10);
    const [over, sooner] = [1_900, 1_010].map((at) => new Date(at).toISOString());
    expect(described(world).waitsFor).toMatchObject([
      { name: 'works', on: 'worker', until: new Date(1_500).toISOString() },
      { promptId: '1.1.1', until: over },
      { promptId: '1.1.2', until: sooner },
    ]);
  });

  it('tells what the trail waits for, and of each open prompt', () => {
    const world = new World(trailOf([['asks'], ['runs'], ['held'], ['fails'], ['until'], ['runs', 'below']]));
    world.tell('pause', 'held');
    world.call('pause', { tags: { name: 'until' }, until: 5_000 });
    world.call('start');
    const prompts = [world.prompt('asks'), world.prompt('asks', 'And?', 1_000)];
    world.fail('fails');
    const { waitsFor, states } = described(world);
    const since = new Date(1_000).toISOString();
    const on = (name: string, what: object) => ({ n: world.n(name), name, since, ...what });
    const expected = [
      on('asks', { on: 'prompt', promptId: prompts[0] }),
      on('asks', { on: 'prompt', promptId: prompts[1], until: new Date(2_000).toISOString() }),
      on('runs', { on: 'worker' }),
      on('held', { on: 'operator' }),
      on('fails', { on: 'operator' }),
      on('until', { on: 'timer', until: new Date(5_000).toISOString() }),
    ];
    expect(waitsFor).toEqual(expected.toSorted((one, other) => one.n - other.n));
    expect(states).toEqual({ Running: 2, Paused: 2, 'Paused due to failure': 1, Waiting: 1 });
  });

  it('tells of a finished trail that it waits for nothing', () => {
    const world = new World(trailOf([['a']]));
    world.call('start');
    world.succeed('a');
    expect(described(world)).toMatchObject({ isStarted: true, isFinished: true, waitsFor: [], states: { Succeeded: 1 } });
  });

  it('is not known on wire 1', () => {
    expect(new World(trailOf([['a']])).refusal({ name: 'describe', tags: {} }, 1).code).toBe('AUTOTRAIL_UNKNOWN_CALL');
  });
});
