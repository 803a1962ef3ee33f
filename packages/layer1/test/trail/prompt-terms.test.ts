import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { Prompt, PromptTerms } from '../../src/trail/prompt.js';
import { KEPT, LOST, resumed } from '../support/resuming.js';
import { runOut, timersOf } from '../support/timers.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Running, Skipped, ToSkip, Succeeded } = StepState;

/** A started trail `first -> x -> last` whose step `x` runs. */
function worldOf(): World {
  const world = new World(
    trailOf([
      ['first', 'x'],
      ['x', 'last'],
    ]),
  );
  world.call('start');
  world.succeed('first');
  return world;
}

function asking(terms: PromptTerms): { readonly world: World; readonly promptId: string } {
  const world = worldOf();
  return { world, promptId: world.prompt('x', 'Which?', terms) };
}

function newest(world: World): Prompt {
  const prompt = world.record('x').prompts.at(-1);
  if (prompt === undefined) throw new Error('Nothing was asked.');
  return prompt;
}

function deliveriesOf(world: World): readonly unknown[] {
  return world.effects.flatMap((effect) => (effect.type === 'deliver' ? [effect.delivery] : []));
}

describe('A prompt that nobody answers in time', () => {
  it('fails the action, if it was not said what else: it is told, without a value', () => {
    for (const terms of [{ timeoutMs: 50 }, { timeoutMs: 50, onTimeout: 'fail', default: 'a' }] as const) {
      const { world, promptId } = asking(terms);
      strictEqual(newest(world).deadline, world.now + 50);
      runOut(world, 'prompt', 'x');
      expect(newest(world).status).toBe('timed out');
      expect(deliveriesOf(world)).toEqual([{ type: 'timeout', promptId }]);
      expect([world.state('x'), world.record('x').inputMessages]).toEqual([Running, []]);
    }
  });

  it.each<JsonValue>(['eu', 0, false, null, { host: 'db' }])('is answered by its default, if that was said: %j', (value) => {
    const { world, promptId } = asking({ timeoutMs: 50, onTimeout: 'default', default: value });
    runOut(world, 'prompt', 'x');
    expect(newest(world).status).toBe('timed out');
    expect(deliveriesOf(world)).toEqual([{ type: 'timeout', promptId, value }]);
    expect(world.record('x').inputMessages).toEqual([value]);
    expect(world.trail.needsInput).toBe(false);
  });

  it('skips its step, if that was said: the attempt is ended, and what comes after it goes on', () => {
    const { world } = asking({ timeoutMs: 50, onTimeout: 'skip', default: 'a' });
    const other = world.prompt('x', 'And?');
    runOut(world, 'prompt', 'x');
    expect(world.record('x')).toMatchObject({ state: Skipped, cause: 'timer', ending: 1, by: null });
    expect(world.record('x').prompts.map(({ status }) => status)).toEqual(['timed out', 'ended']);
    expect(world.effects).toContainEqual({ type: 'end', n: world.n('x'), attempt: 1, reason: 'timer' });
    expect([world.state('last'), world.trail.isFinished]).toEqual([Running, false]);
    expect(world.refusal({ name: 'reply', prompt_id: other, value: 1 }).code).toBe('AUTOTRAIL_PROMPT_CLOSED');
    world.fail('x', 'too late');
    expect(world.record('x')).toMatchObject({ state: Skipped, ending: null, returnValue: null });
  });

  it('is to skip its step, but not before that is reached again', () => {
    const { world } = asking({ timeoutMs: 50, onTimeout: 'skip' });
    world.tell('rerun', 'first');
    runOut(world, 'prompt', 'x');
    expect(world.record('x')).toMatchObject({ state: ToSkip, cause: 'timer' });
    world.succeed('first');
    expect(world.state('x')).toBe(Skipped);
  });

  it('was answered before: the timer that is left over does nothing, whatever it would have done', () => {
    for (const onTimeout of ['fail', 'default', 'skip'] as const) {
      const { world, promptId } = asking({ timeoutMs: 50, onTimeout, default: 'a' });
      world.call('reply', { prompt_id: promptId, value: 'b' });
      const record = world.record('x');
      runOut(world, 'prompt', 'x');
      expect([world.record('x'), world.effects]).toEqual([record, []]);
      expect(world.record('x')).toBe(record);
      world.succeed('x');
      expect(world.state('x')).toBe(Succeeded);
    }
  });

  it('is never answered by its default unless its terms say so, whatever else they say', () => {
    const terms = fc.record(
      {
        timeoutMs: fc.integer({ min: 1, max: 1_000 }),
        onTimeout: fc.constantFrom('fail', 'skip'),
        default: fc.constantFrom<JsonValue>(true, 'yes', null),
        remindMs: fc.integer({ min: 1, max: 100 }),
        choices: fc.constant([true, false]),
      },
      { requiredKeys: ['timeoutMs', 'default'], noNullPrototype: true },
    );
    const property = fc.property(terms, (given) => {
      const { world } = asking(given as PromptTerms);
      if (given.remindMs !== undefined) runOut(world, 'reminder', 'x');
      runOut(world, 'prompt', 'x');
      deepStrictEqual(world.record('x').inputMessages, []);
      ok(deliveriesOf(world).every((delivery) => !('value' in (delivery as object))));
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('A prompt with remindMs', () => {
  it('reminds again and again, and counts how often', () => {
    const { world } = asking({ remindMs: 100 });
    for (const reminders of [1, 2, 3]) {
      const due = world.now + 100;
      expect(timersOf(world, 'reminder', 'x')).toHaveLength(reminders);
      expect(timersOf(world, 'reminder', 'x').at(-1)?.at).toBe(due);
      runOut(world, 'reminder', 'x');
      expect(newest(world)).toMatchObject({ reminders, status: 'open' });
    }
    expect(deliveriesOf(world)).toEqual([]);
  });

  it('reminds nobody once it is closed, and sets no further timer', () => {
    const { world, promptId } = asking({ remindMs: 100 });
    runOut(world, 'reminder', 'x');
    world.call('reply', { prompt_id: promptId, value: 1 });
    runOut(world, 'reminder', 'x');
    expect([newest(world).reminders, world.effects]).toEqual([1, []]);
  });

  it('reminds when the trail is taken up, if its attempt was kept, and times out when it would have', () => {
    const { world } = asking({ remindMs: 100, timeoutMs: 250 });
    const deadline = newest(world).deadline;
    world.now += 60;
    world.happen(resumed(world.trail, KEPT));
    expect(timersOf(world, 'reminder', 'x').at(-1)?.at).toBe(world.now + 100);
    expect(timersOf(world, 'prompt', 'x').map(({ at }) => at)).toEqual([deadline, deadline]);
    const lost = asking({ remindMs: 100, timeoutMs: 250 }).world;
    lost.happen(resumed(lost.trail, LOST));
    expect(timersOf(lost, 'prompt', 'x')).toHaveLength(1);
    expect(newest(lost).status).toBe('ended');
  });
});

describe('A prompt that its action withdraws', () => {
  const withdraw = (world: World, promptId: string, attempt = 1) =>
    world.happen({ type: 'withdrawn', n: world.n('x'), attempt, promptId });

  it('is closed, cannot be answered, and does not time out', () => {
    const { world, promptId } = asking({ timeoutMs: 50, onTimeout: 'skip' });
    withdraw(world, promptId);
    expect([newest(world).status, world.trail.needsInput, world.effects]).toEqual(['withdrawn', false, []]);
    expect(world.refusal({ name: 'reply', prompt_id: promptId, value: 1 })).toMatchObject({ code: 'AUTOTRAIL_PROMPT_CLOSED' });
    runOut(world, 'prompt', 'x');
    expect([world.state('x'), newest(world).status]).toEqual([Running, 'withdrawn']);
  });

  it('stays answered if it was, and an unknown one is ignored', () => {
    const { world, promptId } = asking({});
    world.call('reply', { prompt_id: promptId, value: 1 });
    withdraw(world, promptId);
    expect(newest(world).status).toBe('answered');
    expect(withdraw(world, '1.1.99').changes).toEqual([]);
    expect(world.happen({ type: 'withdrawn', n: 99, attempt: 1, promptId: '99.1.1' }).changes).toEqual([]);
  });
});

describe('An answer', () => {
  const CHOICES: readonly JsonValue[] = ['eu', { host: 'db', port: 1 }, [1, 2]];

  it.each<[JsonValue, boolean]>([
    ['eu', true],
    [{ port: 1, host: 'db' }, true],
    [[1, 2], true],
    [[2, 1], false],
    ['EU', false],
    [null, false],
    [{ host: 'db' }, false],
  ])('%j is one of the choices: %s', (value, isTaken) => {
    const { world, promptId } = asking({ choices: CHOICES });
    const { error } = world.ask({ name: 'reply', prompt_id: promptId, value }).response;
    expect(error?.code ?? null).toBe(isTaken ? null : 'AUTOTRAIL_ANSWER_REFUSED');
    expect(newest(world).status).toBe(isTaken ? 'answered' : 'open');
    expect(world.record('x').inputMessages).toEqual(isTaken ? [value] : []);
  });

  it('is taken from those alone who may give it, and the prompt stays open for them', () => {
    const { world, promptId } = asking({ mayAnswer: ['ann', 'bob'] });
    for (const actor of ['eve', null, 'Ann', '']) {
      const error = world.refusal({ name: 'reply', prompt_id: promptId, value: 1, actor });
      expect([error.code, newest(world).status]).toEqual(['AUTOTRAIL_NOT_YOURS_TO_ANSWER', 'open']);
    }
    world.call('reply', { prompt_id: promptId, value: 1, actor: 'bob' });
    expect(newest(world).status).toBe('answered');
  });

  it('that is refused leaves no event behind', () => {
    const { world, promptId } = asking({ choices: ['eu'], mayAnswer: ['ann'] });
    const { revision } = world.trail;
    for (const actor of ['ann', 'eve']) world.refusal({ name: 'reply', prompt_id: promptId, value: 'us', actor });
    expect(world.trail.revision).toBe(revision);
  });

  it('sent to many steps is refused by those whose prompts do not take it', () => {
    const world = new World(trailOf([['a'], ['b']]));
    world.call('start');
    world.prompt('a', 'Which?', { choices: ['eu'] });
    world.prompt('b', 'Which?', { choices: ['us'] });
    const { affected, refused } = world.call('send_message_to_steps', { message: 'us' });
    expect([affected, refused]).toMatchObject([[{ name: 'b' }], [{ name: 'a' }]]);
    expect([world.record('a').prompts[0]?.status, world.record('b').prompts[0]?.status]).toEqual(['open', 'answered']);
  });
});

describe('What a prompt is asked with', () => {
  it('is kept with it, but for what is none of its terms, and shown in the status', () => {
    const terms: PromptTerms = {
      timeoutMs: 50,
      onTimeout: 'default',
      default: 'eu',
      choices: ['eu', 'us'],
      mayAnswer: ['ann'],
      remindMs: 10,
      schema: { type: 'string' },
      isChecked: true,
    };
    const { world, promptId } = asking({ ...terms, stranger: 1 } as PromptTerms);
    expect(newest(world)).toEqual({ ...terms, id: promptId, message: 'Which?', status: 'open', deadline: world.now + 50 });
    const { result } = world.ask({ name: 'status', tags: { name: 'x' }, status_fields: ['prompts'] }).response;
    const { timeoutMs: _, remindMs: __, isChecked: ___, ...shown } = terms;
    const deadline = new Date(world.now + 50).toISOString();
    expect(result).toEqual([{ prompts: [{ ...shown, id: promptId, message: 'Which?', deadline }] }]);
  });

  it('is the same after folding, and goes on in the same way', () => {
    const { world } = asking({ timeoutMs: 50, onTimeout: 'default', default: null, remindMs: 10 });
    runOut(world, 'reminder', 'x');
    const folded = trailOf([
      ['first', 'x'],
      ['x', 'last'],
    ]);
    for (const applied of world.log) folded.fold(JSON.parse(JSON.stringify(applied)));
    deepStrictEqual(folded.record(1), world.record('x'));
    for (const kind of ['reminder', 'prompt'] as const) {
      const { timer, at } = timersOf(world, kind, 'x').at(-1) ?? expect.fail();
      deepStrictEqual(folded.fork().apply({ type: 'timer', timer }, at), world.trail.fork().apply({ type: 'timer', timer }, at));
    }
  });
});
