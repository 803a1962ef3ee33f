import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { STATUS_FIELDS, StatusField } from '../../src/api/status-words.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

function status(world: World, fields: readonly string[], states: readonly string[] = []): JsonValue {
  return world.ask({ name: 'status', tags: { name: 'a' }, states, status_fields: fields }, 1).response.result;
}

function started(): World {
  const world = new World(trailOf([['a', 'b']]));
  world.call('start');
  return world;
}

describe('`status` on wire 1', () => {
  it("knows the original's nine words", () => {
    expect([...STATUS_FIELDS].sort()).toEqual(
      [
        'n',
        'Name',
        'Tags',
        'State',
        'Return value',
        'Output messages',
        'Input messages',
        'Prompt messages',
        'Waiting for response',
      ].sort(),
    );
    expect(Object.values(StatusField)).toEqual(STATUS_FIELDS);
  });

  it('always answers n and Name, and the fields asked for, each once', () => {
    const world = started();
    expect(status(world, [])).toEqual([{ n: 0, Name: 'a' }]);
    expect(status(world, ['State', 'State', 'Name'])).toEqual([{ n: 0, Name: 'a', State: 'Running' }]);
  });

  it('answers all nine with all of their messages', () => {
    const world = started();
    world.trail.output(0, 'one');
    world.trail.output(0, 'two');
    world.call('reply', { prompt_id: world.prompt('a', 'First?'), value: { yes: true } });
    world.call('send_message_to_steps', { message: 2 });
    world.prompt('a', 'Second?');
    world.prompt('a', 'Third?');
    expect(status(world, STATUS_FIELDS)).toEqual([
      {
        n: 0,
        Name: 'a',
        Tags: { name: 'a', kind: 'kind of a', n: 0 },
        State: 'Running',
        'Return value': null,
        'Output messages': ['one', 'two'],
        'Input messages': [{ yes: true }, 2],
        'Prompt messages': ['First?', 'Second?', 'Third?'],
        'Waiting for response': 'Second?',
      },
    ]);
  });

  it.each([
    [{ ask: ['x'] }, '{"ask":["x"]}'],
    [true, 'true'],
    [null, 'null'],
    [7, '7'],
    ['', ''],
    [[], '[]'],
  ] as const)('shows the prompt %j as the text %j', (message, text) => {
    const world = started();
    world.prompt('a', message);
    const shown = { n: 0, Name: 'a', 'Prompt messages': [text], 'Waiting for response': text };
    expect(status(world, ['Prompt messages', 'Waiting for response'])).toEqual([shown]);
  });

  it('waits for no response once the prompt is answered, timed out or its attempt is over', () => {
    const closings: readonly ((world: World, promptId: string) => void)[] = [
      (world, promptId) => world.call('reply', { prompt_id: promptId, value: 1 }),
      (world, promptId) => world.happen({ type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId } }),
      (world) => world.tell('interrupt', 'a'),
      (world) => world.succeed('a'),
    ];
    for (const close of closings) {
      const world = started();
      close(world, world.prompt('a', 'Well?', 10));
      const shown = { 'Prompt messages': ['Well?'], 'Waiting for response': null };
      expect(status(world, Object.keys(shown))).toMatchObject([shown]);
    }
  });

  it("shows an error's message as the return value of a step that failed", () => {
    for (const [call, state] of [
      ['set_pause_on_fail', 'Paused due to failure'],
      ['unset_pause_on_fail', 'Failed'],
    ] as const) {
      const world = new World(trailOf([['a']]));
      world.tell(call, 'a');
      world.call('start');
      world.fail('a', 'disk full');
      expect(status(world, ['State', 'Return value'], [state])).toEqual<JsonObject[]>([
        { n: 0, Name: 'a', State: state, 'Return value': 'disk full' },
      ]);
    }
  });
});
