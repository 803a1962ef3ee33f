import type { JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { InputOptions } from '../../src/environment.js';
import { readInputOptions } from '../../src/executor/input-options.js';

/** What is wrong with options, in words. */
async function whatIsWrong(options: unknown): Promise<string> {
  try {
    await readInputOptions(options as InputOptions);
    return 'nothing';
  } catch (error) {
    const { code, message } = error as Error & { readonly code: string };
    return `${code}: ${message}`;
  }
}

describe('the options of a prompt', () => {
  it('are what the trail goes by, and what stays with the attempt', async () => {
    const choices = [{ host: 'a' }, 'b'];
    const { signal } = new AbortController();
    const options = {
      timeoutMs: 5,
      onTimeout: 'default',
      default: 'b',
      choices,
      mayAnswer: ['ann'],
      remindMs: 1,
      signal,
    } as const;
    const read = await readInputOptions(options);
    choices.pop();
    expect(read).toEqual({
      terms: {
        timeoutMs: 5,
        onTimeout: 'default',
        default: 'b',
        choices: [{ host: 'a' }, 'b'],
        mayAnswer: ['ann'],
        remindMs: 1,
      },
      schema: undefined,
      signal,
    });
  });

  it('that are left out, or undefined, say nothing', async () => {
    const nothing = { terms: {}, schema: undefined, signal: undefined };
    expect(await readInputOptions({})).toEqual(nothing);
    const names = ['timeoutMs', 'onTimeout', 'default', 'choices', 'schema', 'mayAnswer', 'remindMs', 'signal'];
    expect(await readInputOptions(Object.fromEntries(names.map((name) => [name, undefined])))).toEqual(nothing);
  });

  it('with a schema say that answers are looked at, and what they are like where the schema can say so', async () => {
    const number = z.number();
    expect(await readInputOptions({ schema: number })).toEqual({
      terms: { isChecked: true, schema: expect.objectContaining({ type: 'number' }) },
      schema: number,
      signal: undefined,
    });
    expect((await readInputOptions({ schema: z.date() })).terms).toEqual({ isChecked: true });
  });

  it.each<[string, unknown, string]>([
    ['onTimeout', { onTimeout: 'wait', timeoutMs: 1 }, "'fail', 'default' or 'skip'"],
    ['timeoutMs', { onTimeout: 'fail' }, 'given where `onTimeout` is'],
    ['timeoutMs', { onTimeout: 'skip' }, 'given where `onTimeout` is'],
    [
      'timeoutMs',
      { timeoutMs: 0 },
      'a number of milliseconds from 1 to 3153600000000, which are 100 years; left out, it means for ever, got 0.',
    ],
    ['timeoutMs', { timeoutMs: Number.MAX_SAFE_INTEGER }, 'for ever, got 9007199254740991.'],
    ['default', { onTimeout: 'default', timeoutMs: 1 }, "given where `onTimeout` is 'default'"],
    ['default', { default: 'c', choices: ['a', 'b'] }, 'one of the choices, got "c"'],
    ['default', { default: { a: 1 }, choices: [{ a: 1, b: 2 }] }, 'one of the choices, got {"a":1}'],
    ['default', { default: 'many', schema: z.number() }, 'a value that its schema takes, got one that it does not take ('],
    ['default', { default: 1, schema: z.number().refine(async () => false, 'not now') }, 'does not take (not now)'],
    ['choices', { choices: [] }, 'a list of at least one answer'],
    ['choices', { choices: 'ab' }, 'a list of at least one answer'],
    ['schema', { schema: { type: 'number' } }, 'a Standard Schema of version 1'],
    ['mayAnswer', { mayAnswer: [] }, 'a list of at least one name'],
    ['mayAnswer', { mayAnswer: ['ann', ''] }, 'a list of at least one name'],
    ['mayAnswer', { mayAnswer: 'ann' }, 'a list of at least one name'],
    ['mayAnswer', { mayAnswer: ['x'.repeat(201)] }, 'each of at most 200 characters'],
    ['remindMs', { remindMs: 0.5 }, 'which are 100 years; left out, it means never, got 0.5.'],
    ['remindMs', { remindMs: 3_153_600_000_001 }, 'a number of milliseconds from 1 to 3153600000000'],
    ['remindMs', { remindMs: Number.POSITIVE_INFINITY }, 'left out, it means never, got Infinity.'],
    ['signal', { signal: {} }, 'an AbortSignal'],
  ])('are refused where `%s` is wrong: %j', async (option, options, expected) => {
    const wrong = await whatIsWrong(options);
    expect(wrong).toContain(`AUTOTRAIL_BAD_OPTION: Expected option \`${option}\` of a prompt to be `);
    expect(wrong).toContain(expected);
  });

  it('are refused where there is no such option, or what is to be JSON is none', async () => {
    expect(await whatIsWrong({ timeout: 5 })).toContain(
      'AUTOTRAIL_UNKNOWN_OPTION: Expected an option of a prompt among timeoutMs, ',
    );
    expect(await whatIsWrong({ choices: [new Date(0)] })).toContain('the choices of a prompt to be JSON, got a Date at $[0]');
    expect(await whatIsWrong({ default: Number.NaN })).toContain('the default of a prompt to be JSON, got NaN');
  });

  it.each<JsonValue>([null, false, 0, '', []])('may have %j for a default', async (value) => {
    const options = { timeoutMs: 1, onTimeout: 'default', default: value, choices: [1, value] } as const;
    expect((await readInputOptions(options)).terms.default).toEqual(value);
  });
});
