import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { answerWords, optionWords, takesBoolean } from '../../src/cli/answer-words.js';
import { hintLines, replyHint } from '../../src/cli/hints.js';

describe('replyHint', () => {
  it('gives a command that works where only some may answer, and the terms of the prompt', () => {
    const prompt = {
      id: '1.1.1',
      message: 'Which region?',
      choices: ['us west', 'eu', '-'],
      mayAnswer: ['ann lee', 'bob'],
      default: 'eu',
      deadline: '2026-01-31T08:00:00.000Z',
      onTimeout: 'default',
      reminders: 1,
    } as const;
    expect(replyHint(prompt, 'autotrail')).toBe(
      "  autotrail reply 1.1.1 --actor 'ann lee' 'us west'    (or eu, -- -; mostly eu; answered by ann lee, bob; " +
        'until 2026-01-31T08:00:00.000Z, then the default stands; reminded once)',
    );
  });

  it('answers with the default where there is one', () => {
    expect(replyHint({ id: '0.1.1', message: 'How many?', default: 3 }, 'autotrail')).toBe(
      '  autotrail reply 0.1.1 --type number 3    (or another value; mostly 3)',
    );
  });

  it('offers no yes where the schema takes none', () => {
    const schema = { type: 'number', minimum: 1 };
    expect(replyHint({ id: '0.1.1', message: 'How many?', schema }, 'autotrail')).toBe(
      '  autotrail reply 0.1.1 VALUE    (as in {"type":"number","minimum":1})',
    );
  });
});

describe('hintLines', () => {
  it('has those of the first 20, and how many more there are', () => {
    const steps = Array.from({ length: 3000 }, (_, n) => ({ n, state: 'Paused' as const, prompts: [] }));
    const lines = hintLines(steps, 'autotrail');
    expect(lines).toHaveLength(22);
    expect(lines.at(-2)).toContain('resume -n 19 ');
    expect(lines.at(-1)).toBe('  and 2980 more of them');
    expect(hintLines(steps.slice(0, 20), 'autotrail')).toHaveLength(21);
  });
});

describe('answerWords', () => {
  it.each<readonly [JsonValue, readonly JsonValue[], readonly string[]]>([
    [true, [], ['--yes']],
    [false, [true, false], ['--no']],
    ['eu', [], ['eu']],
    ['-x', ['-x'], ['--', '-x']],
    [-1, [-1], ['--', '-1']],
    [-1, [], ['--type', 'number', '--', '-1']],
    [2, [1, 2], ['2']],
    ['1', [1, '1'], ['--type', 'json', '"1"']],
    [null, [], ['--type', 'json', 'null']],
    [{ a: 1 }, [], ['--type', 'json', '{"a":1}']],
    [['a'], [['a']], ['--type', 'json', '["a"]']],
  ])('answers %j, of %j, by %j', (value, choices, words) => {
    expect(answerWords(value, choices)).toEqual(words);
  });

  it('takes an object that is one of the choices by its text', () => {
    const host = { host: 'db-1' };
    expect(answerWords(host, ['x', host])).toEqual(['{"host":"db-1"}']);
  });
});

describe('optionWords', () => {
  it('binds a value that begins with a dash to its option', () => {
    expect(optionWords('--actor', 'ann')).toEqual(['--actor', 'ann']);
    expect(optionWords('--actor', '-ann')).toEqual(['--actor=-ann']);
  });
});

describe('takesBoolean', () => {
  it.each<readonly [boolean, { readonly schema?: JsonObject; readonly default?: JsonValue }]>([
    [true, {}],
    [true, { default: false }],
    [false, { default: 3 }],
    [true, { schema: { type: 'boolean' } }],
    [true, { schema: { type: ['boolean', 'null'] } }],
    [false, { schema: { type: 'number' } }],
    [false, { schema: { properties: {} } }],
    [false, { schema: { enum: ['a', 'b'] } }],
    [true, { schema: { enum: [true] } }],
  ])('is %j of %j', (isTaken, terms) => {
    expect(takesBoolean(terms)).toBe(isTaken);
  });
});
