import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { handleApiCall } from '../../src/api/handle-api-call.js';
import type { PromptTerms } from '../../src/trail/prompt.js';
import { applyPlan, planOf, whyNot } from '../support/planning.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const TRIPLE = [['a'], ['b'], ['c']] as const;

function started(): World {
  const world = new World(trailOf(TRIPLE));
  world.call('start');
  return world;
}

/** A world in which step `a` asks on these terms; why its prompt does not take an answer, or `null` where it does. */
function asking(terms: PromptTerms) {
  const world = started();
  const promptId = world.prompt('a', 'Which?', terms);
  const whyNot = (value: JsonValue, fields: JsonObject = {}): string | null => {
    const { trail } = new World(world.trail.fork());
    const before = snapshot(trail);
    const request = { name: 'reply', prompt_id: promptId, value, ...fields };
    const handled = handleApiCall(request, trail, { at: 0 });
    if (handled.type !== 'answered') throw new Error('A reply is held back.');
    const { error } = handled.response;
    if (error === null) return null;
    expect(snapshot(trail)).toEqual(before);
    return `${error.code}: ${error.message}`;
  };
  return { world, promptId, whyNot };
}

describe('a prompt with choices', () => {
  it('takes them and nothing else, whatever else an answer looks like', () => {
    const { whyNot } = asking({ choices: ['blue', { host: 'a', port: 1 }, null, 2, true] });
    for (const value of ['blue', { port: 1, host: 'a' }, null, 2, true]) expect(whyNot(value)).toBeNull();
    for (const value of ['Blue', { host: 'a' }, { host: 'a', port: 1, tls: true }, '2', 'true', false, [], '']) {
      expect(whyNot(value)).toContain('AUTOTRAIL_ANSWER_REFUSED: Prompt 0.1.1 does not take ');
    }
    expect(whyNot('red')).toBe(
      'AUTOTRAIL_ANSWER_REFUSED: Prompt 0.1.1 does not take "red": it takes "blue", {"host":"a","port":1}, null, 2, true.',
    );
  });

  it('says so in dry runs too, and in few words where there are many choices', () => {
    const { whyNot } = asking({ choices: Array.from({ length: 1_000 }, (_, i) => i) });
    expect(whyNot(-1, { dry_run: true })).toContain('AUTOTRAIL_ANSWER_REFUSED');
    expect(whyNot(7, { dry_run: true })).toBeNull();
    expect(whyNot('x'.repeat(10_000))?.length).toBeLessThan(400);
  });
});

describe('a prompt that not everybody may answer', () => {
  it('is answered by those who may, by the names they give', () => {
    const { whyNot } = asking({ mayAnswer: ['ann', 'bob'] });
    expect(whyNot(1, { actor: 'bob' })).toBeNull();
    expect(whyNot(1, { actor: 'eve' })).toBe(
      'AUTOTRAIL_NOT_YOURS_TO_ANSWER: Prompt 0.1.1 may be answered by ann, bob, not by eve.',
    );
    for (const actor of ['Bob', '', null]) expect(whyNot(1, { actor })).toContain('AUTOTRAIL_NOT_YOURS_TO_ANSWER');
    expect(whyNot(1)).toContain('not by somebody who gives no name.');
  });

  it('does not tell the others which answers it takes', () => {
    const { whyNot } = asking({ mayAnswer: ['ann'], choices: ['yes'] });
    expect(whyNot('no', { actor: 'eve' })).toContain('AUTOTRAIL_NOT_YOURS_TO_ANSWER');
    expect(whyNot('no', { actor: 'ann' })).toContain('AUTOTRAIL_ANSWER_REFUSED');
  });
});

describe('a prompt whose action looks at answers', () => {
  it('takes none that the action does not take, and says why', () => {
    const { world, promptId } = asking({ isChecked: true });
    const refuse = (name: string, fields: JsonObject) => {
      const rejected = new Map([[promptId, 'port: a number from 1 up.']]);
      const handled = handleApiCall({ name, ...fields }, world.trail, { at: 0, rejected });
      return handled.type === 'answered' ? handled.response : handled;
    };
    const message = 'Prompt 0.1.1 does not take 0: port: a number from 1 up.';
    for (const dry_run of [true, false]) {
      expect(refuse('reply', { prompt_id: promptId, value: 0, dry_run })).toMatchObject({
        error: { code: 'AUTOTRAIL_ANSWER_REFUSED', message },
      });
      expect(refuse('send_message_to_steps', { tags: { name: 'a' }, message: 0, dry_run })).toMatchObject({
        result: { affected: [], refused: [{ name: 'a', state: 'Running', reason: message }] },
      });
    }
    expect(world.record('a').prompts).toMatchObject([{ status: 'open' }]);
    expect(world.record('a').inputMessages).toEqual([]);
  });
});

describe('a prompt that was withdrawn', () => {
  it('is closed', () => {
    const { world, promptId, whyNot } = asking({});
    world.happen({ type: 'withdrawn', n: 0, attempt: 1, promptId });
    expect(whyNot(1)).toBe('AUTOTRAIL_PROMPT_CLOSED: Prompt 0.1.1 is closed: its action wants no answer any longer.');
  });
});

describe('a broadcast', () => {
  const send = (world: World, fields: JsonObject) => world.call('send_message_to_steps', fields);

  it('leaves the steps alone whose oldest prompts do not take it, and says why; the others go on', () => {
    const world = started();
    world.prompt('a', 'Which?', { choices: ['yes'] });
    world.prompt('b', 'Which?', { mayAnswer: ['ann'] });
    world.prompt('c', 'Which?', { choices: ['go', 'stop'] });
    expect(send(world, { message: 'go', dry_run: true })).toMatchObject({
      affected: [{ name: 'c' }],
      refused: [{ name: 'a' }, { name: 'b' }],
    });
    expect(send(world, { message: 'go', actor: 'ann' })).toMatchObject({
      affected: [{ name: 'b' }, { name: 'c' }],
      refused: [{ n: 0, name: 'a', state: 'Running', reason: 'Prompt 0.1.1 does not take "go": it takes "yes".' }],
    });
    expect(world.record('a')).toMatchObject({ prompts: [{ status: 'open' }], inputMessages: [] });
    for (const name of ['b', 'c']) {
      expect(world.record(name)).toMatchObject({ prompts: [{ status: 'answered' }], inputMessages: ['go'] });
    }
  });

  it('is told nothing of the next prompt of a step whose oldest one it answers', () => {
    const world = started();
    world.prompt('a', 'First?', { choices: ['go'] });
    world.prompt('a', 'Second?', { choices: ['stop'] });
    expect(send(world, { message: 'go', tags: { name: 'a' } })).toMatchObject({ affected: [{ name: 'a' }], refused: [] });
    expect(world.record('a').prompts).toMatchObject([{ status: 'answered' }, { status: 'open' }]);
  });

  it('refuses a step once, where it does not run, and reaches one without a prompt as a message', () => {
    const world = started();
    world.tell('interrupt', 'a');
    expect(send(world, { message: 'hello' })).toMatchObject({
      affected: [{ name: 'b' }, { name: 'c' }],
      refused: [{ name: 'a', state: 'Interrupted' }],
    });
    expect(world.record('b').inputMessages).toEqual(['hello']);
  });

  it('on wire 1 leaves out the steps whose prompts do not take it', () => {
    const world = started();
    world.prompt('a', 'Which?', { choices: [1] });
    const request = { name: 'send_message_to_steps', tags: {}, message: 2, dry_run: false };
    expect(world.ask(request, 1).response.result).toEqual([
      { n: 1, name: 'b' },
      { n: 2, name: 'c' },
    ]);
    expect(world.record('a').prompts).toMatchObject([{ status: 'open' }]);
  });
});

describe('the plan of an answer', () => {
  it('is made and applied by those who may give it', () => {
    const { world, promptId } = asking({ mayAnswer: ['ann', 'bob'] });
    const call = { prompt_id: promptId, value: 1 };
    expect(world.refusal({ name: 'plan', call: { name: 'reply', ...call } }).code).toBe('AUTOTRAIL_NOT_YOURS_TO_ANSWER');
    const plan = planOf(world, 'reply', { ...call, actor: 'ann' });
    expect(plan.call).toEqual({ name: 'reply', ...call });
    for (const fields of [{}, { actor: 'eve' }]) expect(whyNot(world, plan, fields).code).toBe('AUTOTRAIL_PLAN_STALE');
    applyPlan(world, plan, { actor: 'bob' });
    expect(world.record('a').prompts).toMatchObject([{ status: 'answered' }]);
  });

  it('names the steps whose prompts do not take a broadcast, also when it is applied', () => {
    const { world } = asking({ choices: ['yes'] });
    const refused = [{ name: 'a', reason: 'Prompt 0.1.1 does not take "go": it takes "yes".' }];
    const plan = planOf(world, 'send_message_to_steps', { message: 'go' });
    expect(plan).toMatchObject({ affected: [{ name: 'b' }, { name: 'c' }], refused });
    expect(applyPlan(world, plan)).toMatchObject({ affected: [{ name: 'b' }, { name: 'c' }], refused });
  });
});
