import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { ApiCallName } from '../../src/api/api-call.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { STEP_STATES, StepState } from '../../src/states.js';
import { worldWith } from '../support/steps-in-states.js';
import { type Graph, snapshot, trailOf } from '../support/trails.js';
import { namesOf, World } from '../support/world.js';

//  a -> b -> d -> f
//  a -> c ------> f
const JOINED: Graph = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'd'],
  ['d', 'f'],
  ['c', 'f'],
];
const CHAIN: Graph = [
  ['a', 'b'],
  ['b', 'c'],
  ['c', 'd'],
];
const { Ready, Waiting, Running, PausedOnFail, ToPause, Paused, ToSkip, Skipped, ToBlock, Blocked, Interrupted } = StepState;

function affectedBy(world: World, call: string, fields: JsonObject): readonly string[] {
  return namesOf(world.call(call, fields).affected);
}

describe('A selector', () => {
  it('matches every step where it is empty, in order of n', () => {
    const { affected, refused } = new World(trailOf(JOINED)).call('pause', { tags: {} });
    expect(affected).toEqual(['a', 'b', 'c', 'd', 'f'].map((name, n) => ({ n, name })));
    expect(refused).toEqual([]);
  });

  it('matches steps that have all its tags, and no others', () => {
    const world = new World(trailOf(JOINED));
    expect(affectedBy(world, 'pause', { tags: { name: 'b', kind: 'kind of b' } })).toEqual(['b']);
    expect(affectedBy(world, 'pause', { tags: { name: 'b', kind: 'kind of c' } })).toEqual([]);
    expect(affectedBy(world, 'pause', { tags: { n: 3 } })).toEqual(['d']);
  });

  it.each([{ n: '1' }, { n: 1.5 }, { n: -1 }, { n: 1e300 }, { n: true }, { absent: 1 }, { name: 'B' }])(
    'of %j matches no step',
    (tags) => {
      const world = new World(trailOf(JOINED));
      expect(affectedBy(world, 'pause', { tags })).toEqual([]);
      expect(world.call('pause', { tags }).refused).toEqual([]);
    },
  );

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('of the key %s matches no step', (key) => {
    const world = new World(trailOf(JOINED));
    const tags = JSON.parse(`{${JSON.stringify(key)}: "x"}`) as JsonObject;
    expect(affectedBy(world, 'pause', { tags })).toEqual([]);
  });
});

describe('A call on branches', () => {
  it('affects a step and what can be reached through it only', () => {
    const world = new World(trailOf(JOINED));
    expect(affectedBy(world, 'pause_branch', { tags: { name: 'b' } })).toEqual(['b', 'd']);
    expect(world.states).toEqual({ a: Ready, b: ToPause, c: Ready, d: ToPause, f: Ready });
    expect(affectedBy(world, 'resume_branch', { tags: { name: 'b' } })).toEqual(['b', 'd']);
    expect(world.states).toEqual({ a: Ready, b: Waiting, c: Ready, d: Waiting, f: Ready });
  });

  it('affects the union of the branches of all steps it matches, each step once', () => {
    const graph: Graph = [...JOINED, ['x', 'y']];
    const world = new World(trailOf(graph));
    expect(affectedBy(world, 'pause_branch', { tags: {} })).toEqual(world.trail.steps.map(({ name }) => name));
  });

  it('refuses the members of the branch that it leaves alone', () => {
    const world = new World(trailOf(JOINED));
    world.tell('skip', 'd');
    expect(world.call('pause_branch', { tags: { name: 'b' } })).toMatchObject({
      affected: [{ n: 1, name: 'b' }],
      refused: [{ n: 3, name: 'd', state: ToSkip }],
    });
  });

  it('resumes interrupted steps too', () => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('start');
    world.tell('interrupt', 'a');
    expect(affectedBy(world, 'resume_branch', { tags: { name: 'a' } })).toEqual(['a']);
  });
});

describe('`next_steps`', () => {
  it('lets the first steps go that are held, by n, and the next ones when it is called again', () => {
    const world = new World(trailOf(CHAIN));
    world.call('pause', { tags: {} });
    world.call('start');
    expect(affectedBy(world, 'next_steps', { step_count: 1 })).toEqual(['a']);
    expect(affectedBy(world, 'next_steps', { step_count: 1 })).toEqual(['b']);
    expect(world.states).toEqual({ a: Running, b: Waiting, c: ToPause, d: ToPause });
    expect(affectedBy(world, 'next_steps', { step_count: 1_000_000 })).toEqual(['c', 'd']);
    expect(affectedBy(world, 'next_steps', { step_count: 1 })).toEqual([]);
  });

  it('counts steps that are paused, marked to pause or paused due to failure, and no others', () => {
    const world = new World(trailOf([['failed'], ['interrupted'], ['paused'], ['blocked'], ['gate', 'marked']]));
    world.tell('pause', 'paused');
    world.tell('block', 'blocked');
    world.tell('pause', 'marked');
    world.call('start');
    world.fail('failed');
    world.tell('interrupt', 'interrupted');
    expect(affectedBy(world, 'next_steps', { step_count: 2, dry_run: true })).toEqual(['failed', 'paused']);
    expect(affectedBy(world, 'next_steps', { step_count: 9 })).toEqual(['failed', 'paused', 'marked']);
    expect(world.states).toMatchObject({ interrupted: Interrupted, blocked: Blocked });
  });
});

describe('`stop`', () => {
  const BY_STOP: Partial<Record<StepState, StepState>> = {
    [Ready]: ToBlock,
    [Waiting]: ToBlock,
    [ToPause]: ToBlock,
    [Paused]: Blocked,
  };

  it.each(STEP_STATES)('does what it must to a step that is %s, and lets what runs go on', (state) => {
    const world = worldWith(state);
    const { interrupted, blocked } = world.call('stop');
    expect(world.state('x')).toBe(BY_STOP[state] ?? state);
    expect(namesOf(blocked).includes('x')).toBe(state in BY_STOP);
    expect(interrupted).toEqual([]);
  });

  it.each(STEP_STATES)('interrupts what runs where that is asked for, with a step that is %s', (state) => {
    const world = worldWith(state);
    const { interrupted, blocked } = world.call('stop', { interrupt: true });
    expect(world.state('x')).toBe(state === Running ? Interrupted : (BY_STOP[state] ?? state));
    expect(namesOf(interrupted).includes('x')).toBe(state === Running);
    expect(namesOf(blocked).includes('x')).toBe(state in BY_STOP);
    expect(world.trail.steps.filter(({ n }) => world.trail.record(n).state === Running)).toEqual([]);
  });

  it('is one event, and answers both lists and the revision', () => {
    const world = new World(trailOf([['a', 'b'], ['c']]));
    world.call('start');
    const { response, applied } = world.ask({ name: 'stop', interrupt: true });
    expect(applied).toHaveLength(1);
    expect(response.result).toEqual({
      interrupted: [
        { n: 0, name: 'a' },
        { n: 1, name: 'c' },
      ],
      blocked: [{ n: 2, name: 'b' }],
      revision: 2,
    });
  });

  it('answers the same as a dry run and changes nothing', () => {
    const world = worldWith(Running);
    const before = snapshot(world.trail);
    const rehearsed = world.call('stop', { interrupt: true, dry_run: true });
    expect(snapshot(world.trail)).toEqual(before);
    const { revision } = world.trail;
    expect({ ...world.call('stop', { interrupt: true }), revision }).toEqual(rehearsed);
  });

  it('leaves what it interrupted to be resumed', () => {
    const world = worldWith(Running);
    world.call('stop', { interrupt: true });
    world.fail('x', 'ended');
    expect(world.tell('resume', 'x')).toEqual(['x']);
    expect(world.state('x')).toBe(Running);
  });

  it('keeps a skip mark, which then takes effect', () => {
    const world = worldWith(ToSkip);
    world.call('stop');
    world.succeed('gate');
    expect(world.states).toEqual({ gate: 'Succeeded', x: Skipped, after: Blocked });
    expect(world.trail.isFinished).toBe(true);
  });
});

describe('`shutdown`', () => {
  it.each([1, 2] as const)('answers true and ends the serving; a dry run answers false and does neither (wire %s)', (wire) => {
    const world = worldWith(Running);
    const before = snapshot(world.trail);
    expect(world.ask({ name: 'shutdown', dry_run: true }, wire)).toMatchObject({
      response: { result: false },
      keepServing: true,
    });
    expect(snapshot(world.trail)).toEqual(before);
    expect(world.ask({ name: 'shutdown', dry_run: false }, wire)).toMatchObject({
      response: { result: true },
      keepServing: false,
    });
    expect(world.record('x')).toMatchObject({ state: Interrupted, cause: 'shutdown', ending: 1 });
    expect(world.trail.isShuttingDown).toBe(true);
    expect(world.trail.isShutDown).toBe(false);
    world.fail('x');
    expect(world.trail.isShutDown).toBe(true);
  });

  it('lets nothing run any more', () => {
    const world = new World(trailOf([['a', 'b'], ['c']]));
    world.tell('pause', 'c');
    world.call('start');
    world.call('shutdown');
    world.succeed('a');
    world.call('resume', { tags: {} });
    world.call('start');
    expect(world.started).toEqual(['a 1']);
    expect(world.states).toEqual({ a: Waiting, b: Waiting, c: Waiting });
  });

  it('keeps an interrupted, a paused and a failed step as it is', () => {
    for (const state of [Interrupted, Paused, PausedOnFail, Blocked, ToSkip]) {
      const world = worldWith(state);
      const before = world.record('x');
      world.call('shutdown');
      expect(world.record('x')).toEqual(before);
    }
  });
});

describe('The table of calls', () => {
  it('has a definition for every name of a call, and no other', () => {
    expect(Object.keys(API_CALL_DEFINITIONS).sort()).toEqual(Object.values(ApiCallName).sort());
  });
});
