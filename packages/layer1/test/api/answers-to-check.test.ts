import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { answersToCheck } from '../../src/api/answers-to-check.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { planOf } from '../support/planning.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const CHECKED = { isChecked: true } as const;

/** Step `a` asks twice and `b` once, both with a schema; `c` asks without one; `d` does not ask. */
function asking(): World {
  const world = new World(trailOf([['a'], ['b'], ['c'], ['d']]));
  world.call('start');
  world.prompt('a', 'First?', CHECKED);
  world.prompt('a', 'Second?', CHECKED);
  world.prompt('b', 'Third?', { ...CHECKED, choices: [1, 2], mayAnswer: ['ann'] });
  world.prompt('c', 'Fourth?');
  return world;
}

/** The answers of a call that actions are to look at, as `<attempt> <prompt> <value>`. */
function answers({ trail }: World, request: JsonObject, definitions = API_CALL_DEFINITIONS): readonly string[] {
  const given = answersToCheck(request, { trail, wire: 2, definitions });
  return given.map(({ n, attempt, prompt, value }) => `${n}.${attempt} ${prompt.id} ${JSON.stringify(value)}`);
}

describe('the answers that actions are to look at', () => {
  it('are the one of a reply, whether it is a dry run or not', () => {
    for (const dry_run of [true, false]) {
      const request = { name: 'reply', prompt_id: '0.1.2', value: { a: 1 }, dry_run };
      expect(answers(asking(), request)).toEqual(['0.1 0.1.2 {"a":1}']);
    }
    expect(answers(asking(), { name: 'reply', prompt_id: '2.1.1', value: 1 })).toEqual([]);
  });

  it('are those that a broadcast gives to the oldest open prompt of each step it names', () => {
    const world = asking();
    const request = { name: 'send_message_to_steps', message: 2, actor: 'ann' };
    expect(answers(world, request)).toEqual(['0.1 0.1.1 2', '1.1 1.1.1 2']);
    expect(answers(world, { ...request, tags: { name: 'b' } })).toEqual(['1.1 1.1.1 2']);
    world.call('reply', { prompt_id: '0.1.1', value: 1 });
    expect(answers(world, request)).toEqual(['0.1 0.1.2 2', '1.1 1.1.1 2']);
  });

  it('are those of a plan that is made or applied', () => {
    const world = asking();
    const call = { name: 'reply', prompt_id: '0.1.1', value: 5 };
    expect(answers(world, { name: 'plan', call })).toEqual(['0.1 0.1.1 5']);
    expect(answers(world, { name: 'apply', plan: planOf(world, 'reply', call) })).toEqual(['0.1 0.1.1 5']);
    const broadcast = planOf(world, 'send_message_to_steps', { tags: { name: 'a' }, message: 6 });
    expect(answers(world, { name: 'apply', plan: broadcast, dry_run: true })).toEqual(['0.1 0.1.1 6']);
    const plan = { ...broadcast, call: { name: 'reply', prompt_id: '1.1.1', value: 2 } };
    expect(answers(world, { name: 'apply', plan, actor: 'ann' })).toEqual(['1.1 1.1.1 2']);
    expect(answers(world, { name: 'apply', plan })).toEqual([]);
  });

  it('are none that are refused whatever the action says', () => {
    const world = asking();
    const request = { name: 'reply', prompt_id: '1.1.1', value: 1, actor: 'ann' };
    expect(answers(world, request)).toHaveLength(1);
    for (const wrong of [{ actor: 'eve' }, { value: 3 }, { prompt_id: '9.9.9' }, { prompt_id: 7 }, { dry_run: 'no' }]) {
      expect(answers(world, { ...request, ...wrong })).toEqual([]);
    }
    world.call('reply', request);
    expect(answers(world, request)).toEqual([]);
  });

  it('are none of any other call, and none where nobody asks', () => {
    const world = asking();
    for (const name of ['status', 'skip', 'nonsense', 'plan', 'apply']) expect(answers(world, { name })).toEqual([]);
    const plan = planOf(world, 'skip', { tags: {} });
    expect(answers(world, { name: 'apply', plan })).toEqual([]);
    expect(answers(world, { name: 'plan', call: { name: 'plan', call: { name: 'plan', call: {} } } })).toEqual([]);
    const quiet = new World(trailOf([['a']]));
    expect(answers(quiet, { name: 'send_message_to_steps', message: 1 })).toEqual([]);
  });

  it("are known of somebody's own calls that are made of AutoTrail's", () => {
    const { reply } = API_CALL_DEFINITIONS;
    const answer = { ...reply, postProcessor: () => ({ result: 'thanks', error: null, keepServing: true }) };
    const request = { name: 'answer', prompt_id: '0.1.1', value: 1 };
    expect(answers(asking(), request, { ...API_CALL_DEFINITIONS, answer })).toEqual(['0.1 0.1.1 1']);
  });
});
