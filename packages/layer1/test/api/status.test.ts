import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { STATUS_KEYS, statusOf } from '../../src/api/status.js';
import { STEP_STATES, StepState } from '../../src/states.js';
import { worldWith } from '../support/steps-in-states.js';
import { snapshot, trailOf } from '../support/trails.js';
import { namesOf, World } from '../support/world.js';

function status(world: World, fields: JsonObject = {}): readonly JsonObject[] {
  return world.call('status', fields) as unknown as readonly JsonObject[];
}

/** A step that asked, was answered, was told something, put something out, and asks again. */
function busyWorld(): World {
  const world = new World(trailOf([['a', 'b']]));
  world.now = Date.UTC(2026, 0, 31, 10, 15);
  world.call('start');
  world.call('reply', { prompt_id: world.prompt('a', 'First?'), value: 1 });
  world.call('send_message_to_steps', { message: { two: 2 } });
  world.prompt('a', { choose: ['x'] });
  world.prompt('a', 'Third?');
  world.trail.output(0, 'one');
  world.trail.output(0, { line: 2 });
  return world;
}

describe('`status` on wire 2', () => {
  it('answers the whole record of each step, of messages the newest only', () => {
    const [a, b] = status(busyWorld());
    expect(a).toEqual({
      n: 0,
      name: 'a',
      tags: { name: 'a', kind: 'kind of a', n: 0 },
      state: 'Running',
      cause: null,
      by: null,
      provenance: null,
      waitsFor: 'prompt',
      until: null,
      since: '2026-01-31T10:15:00.000Z',
      attempt: 1,
      attempts: [],
      abandoned: null,
      survivors: [],
      returnValue: null,
      prompts: [
        { id: '0.1.2', message: { choose: ['x'] } },
        { id: '0.1.3', message: 'Third?' },
      ],
      waitingForResponse: { id: '0.1.2', message: { choose: ['x'] } },
      outputMessages: [{ line: 2 }],
      inputMessages: [{ two: 2 }],
      promptMessages: ['Third?'],
      allowed: ['interrupt', 'send_message_to_steps'],
    });
    expect(b).toMatchObject({ state: 'Waiting', attempt: 0, prompts: [], waitingForResponse: null, outputMessages: [] });
    expect(b).toMatchObject({ by: null, provenance: null, waitsFor: 'steps', until: null, attempts: [] });
  });

  it('is answered for a journal that has times beyond all dates', () => {
    const world = new World(trailOf([['a'], ['b']]));
    const until = Number.MAX_SAFE_INTEGER;
    world.happen({ type: 'command', call: 'pause', moves: [{ row: 'pause', steps: [1] }], until });
    world.call('start');
    world.prompt('a', 'Which?', { timeoutMs: Number.MAX_SAFE_INTEGER });
    const [a, b] = status(world);
    const last = '+275760-09-13T00:00:00.000Z';
    expect([a?.prompts, b?.until]).toEqual([[{ id: '0.1.1', message: 'Which?', deadline: last }], last]);
    expect(world.call('describe', { tags: {} })).toMatchObject({ steps: [{ name: 'a' }, { name: 'b', until: last }] });
  });

  it('answers just the fields that are asked for, and all of their messages', () => {
    const fields = ['name', 'outputMessages', 'inputMessages', 'promptMessages'];
    expect(status(busyWorld(), { tags: { name: 'a' }, status_fields: fields })).toEqual([
      {
        name: 'a',
        outputMessages: ['one', { line: 2 }],
        inputMessages: [1, { two: 2 }],
        promptMessages: ['First?', { choose: ['x'] }, 'Third?'],
      },
    ]);
    expect(status(busyWorld(), { status_fields: [] })).toEqual([{}, {}]);
  });

  it('knows no time of a step to which nothing happened', () => {
    expect(status(new World(trailOf([['a']])))).toMatchObject([{ since: null, state: 'Ready' }]);
  });

  it('can be asked for every field by itself', () => {
    const world = busyWorld();
    for (const key of STATUS_KEYS) expect(Object.keys(statusOf(world.trail, world.trail.step(0), [key]))).toEqual([key]);
  });

  it('answers the steps in the states that are asked for, of those that the selector matches', () => {
    const world = new World(trailOf([['a', 'b'], ['c']]));
    world.call('start');
    const names = (fields: JsonObject) => namesOf(status(world, fields));
    expect(names({ states: ['Running'] })).toEqual(['a', 'c']);
    expect(names({ states: ['Running', 'Waiting'], tags: { name: 'b' } })).toEqual(['b']);
    expect(names({ states: ['Running'], tags: { name: 'b' } })).toEqual([]);
    expect(names({ states: [] })).toEqual(['a', 'c', 'b']);
    expect(names({ states: ['Failed'] })).toEqual([]);
  });

  it.each(STEP_STATES)('finds a step that is %s by its state', (state) => {
    const world = worldWith(state);
    expect(status(world, { states: [state], tags: { name: 'x' }, status_fields: ['state'] })).toEqual([{ state }]);
  });

  it('changes nothing', () => {
    const world = busyWorld();
    const before = snapshot(world.trail);
    for (const wire of [1, 2] as const) {
      const fields = wire === 1 ? { tags: {}, states: [], status_fields: [] } : {};
      expect(world.ask({ name: 'status', ...fields }, wire).applied).toEqual([]);
      expect(world.ask({ name: 'list', tags: {} }, wire).applied).toEqual([]);
    }
    expect(snapshot(world.trail)).toEqual(before);
  });
});

describe('`list`', () => {
  it.each([1, 2] as const)('answers all tags of the steps that match, in order of n (wire %s)', (wire) => {
    const list = (tags: JsonObject): JsonValue => busyWorld().ask({ name: 'list', tags }, wire).response.result;
    expect(list({})).toEqual([
      { name: 'a', kind: 'kind of a', n: 0 },
      { name: 'b', kind: 'kind of b', n: 1 },
    ]);
    expect(list({ kind: 'kind of b' })).toEqual([{ name: 'b', kind: 'kind of b', n: 1 }]);
    expect(list({ kind: 'b' })).toEqual([]);
  });
});

describe('The return value', () => {
  it('is what the action returned, and starts anew with the next attempt, while output goes on', () => {
    const world = new World(trailOf([['a']]));
    const shown = () => status(world, { status_fields: ['returnValue', 'promptMessages', 'inputMessages', 'outputMessages'] })[0];
    world.call('start');
    world.prompt('a', 'Well?');
    world.call('send_message_to_steps', { message: 'go' });
    world.trail.output(0, 'one');
    world.fail('a', 'broken');
    const first = { returnValue: 'broken', promptMessages: ['Well?'], inputMessages: ['go'], outputMessages: ['one'] };
    expect(shown()).toEqual(first);

    world.call('resume');
    world.trail.output(0, 'two');
    const second = { returnValue: null, promptMessages: [], inputMessages: [], outputMessages: ['one', 'two'] };
    expect(shown()).toEqual(second);
    world.succeed('a', { done: true });
    expect(shown()).toEqual({ ...second, returnValue: { done: true } });
    expect(world.state('a')).toBe(StepState.Succeeded);
  });
});
