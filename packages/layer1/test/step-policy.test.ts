import { describe, expect, it } from 'vitest';
import type { StepOptions } from '../src/step.js';
import { readStepPolicy } from '../src/step-policy.js';
import { LONGEST_MS } from '../src/time-limits.js';

const act = () => null;

const FROM_0 = 'a number of milliseconds from 0 to 3153600000000, which are 100 years';

function policy(options: object, action: Parameters<typeof readStepPolicy>[1] = act) {
  return readStepPolicy('deploy', action, options as StepOptions);
}

describe('readStepPolicy', () => {
  it('fills in the defaults', () => {
    const defaults = { pauseOnFail: true, skipProgenyOnFailure: false, idempotent: false, graceMs: 10_000 };
    expect(policy({})).toEqual(defaults);
    expect(policy({ pauseOnFail: undefined, graceMs: undefined, before: undefined })).toEqual(defaults);
  });

  it('takes what is given', () => {
    expect(policy({ pauseOnFail: false, skipProgenyOnFailure: true, idempotent: true, graceMs: 0, after: act })).toEqual({
      pauseOnFail: false,
      skipProgenyOnFailure: true,
      idempotent: true,
      graceMs: 0,
    });
  });

  it('fills in the defaults of retries, and takes what is given', () => {
    const defaults = { backoffMs: 1_000, factor: 2, maxBackoffMs: 60_000, jitter: 0 };
    expect(policy({ retry: { attempts: 3 }, timeoutMs: 1 })).toMatchObject({ timeoutMs: 1, retry: { attempts: 3, ...defaults } });
    const given = { attempts: 1, backoffMs: 0, factor: 1, maxBackoffMs: 0, jitter: 1, on: ['ECONNRESET'] };
    expect(policy({ retry: given }).retry).toEqual(given);
    expect(policy({ retry: { ...given, on: undefined } }).retry).not.toHaveProperty('on');
    expect(policy({ timeoutMs: undefined, retry: undefined })).toEqual(policy({}));
  });

  it.each([
    ['attempts', [undefined, null, 0, -1, 1.5, '3', Number.POSITIVE_INFINITY], 'an integer from 1 up'],
    ['backoffMs', [null, -1, '1', Number.NaN, 1e16], FROM_0],
    ['factor', [null, 0.5, '2', Number.POSITIVE_INFINITY], 'a number from 1 up'],
    ['maxBackoffMs', [null, -1, LONGEST_MS + 1, Number.POSITIVE_INFINITY], FROM_0],
    ['jitter', [null, -0.1, 1.1, '1'], 'a number from 0 to 1'],
    ['on', [null, 'X', [1], [''], []], 'a list of at least one string, none of them empty'],
  ] as const)('refuses a `%s` of retries of the wrong kind', (option, values, expected) => {
    for (const value of values) {
      const retry = { attempts: 2, [option]: value };
      const message = `Expected option \`${option}\` of \`retry\` of step deploy to be ${expected}, got `;
      expect(() => policy({ retry })).toThrow(message);
    }
    expect(() => policy({ retry: { attempts: 2, often: true } })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_OPTION' }),
    );
  });

  it('takes durations of 100 years', () => {
    const durations = { timeoutMs: LONGEST_MS, graceMs: LONGEST_MS };
    const retry = { attempts: 2, backoffMs: LONGEST_MS, maxBackoffMs: LONGEST_MS };
    expect(policy({ ...durations, retry })).toMatchObject({ ...durations, retry });
  });

  it('takes paths into the context, and none', () => {
    for (const reads of [[], ['host'], ['db.host', 'a b.c']]) expect(() => policy({ reads })).not.toThrow();
  });

  it('gives an action at least the time to end that its kind needs', () => {
    const action = (graceMs: number) => ({ name: 'shell', graceMs, run: act });
    expect(policy({}, action(30_000)).graceMs).toBe(30_000);
    expect(policy({ graceMs: 100 }, action(5_000)).graceMs).toBe(5_000);
    expect(policy({ graceMs: 60_000 }, action(5_000)).graceMs).toBe(60_000);
    expect(policy({}, action(5_000)).graceMs).toBe(10_000);
  });

  it.each([
    ['pauseOnFail', [null, 'false', 0, {}], 'true or false'],
    ['skipProgenyOnFailure', [null, 'true', 1, []], 'true or false'],
    ['idempotent', [null, 'true', 1, []], 'true or false'],
    ['graceMs', [null, '10', -1, Number.NaN, LONGEST_MS + 1, Number.POSITIVE_INFINITY, {}], FROM_0],
    [
      'timeoutMs',
      [null, '10', 0, -1, Number.NaN, LONGEST_MS + 1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY],
      'a number of milliseconds from 1 to 3153600000000, which are 100 years; left out, it means for ever',
    ],
    ['retry', [null, 3, true, 'x'], 'an object that says how often'],
    ['uses', [null, 'x', [1], [{ name: 'x' }]], 'a list of steps'],
    [
      'reads',
      [null, 'x', [1], [''], ['a..b'], ['.a'], ['a.'], ['__proto__'], ['a.constructor.b']],
      'a list of paths of keys with dots between them, such as `db.host`',
    ],
    ['before', [null, 'x', {}], 'a function'],
    ['after', [null, 1], 'a function'],
    ['onFailure', [null, true], 'a function'],
  ] as const)('refuses an option `%s` of the wrong kind', (option, values, expected) => {
    for (const value of values) {
      expect(() => policy({ [option]: value })).toThrow(`Expected option \`${option}\` of step deploy to be ${expected}, got `);
    }
  });

  it.each(['pauseonfail', 'retries', 'constructor', 'toString', ''])(
    'refuses the unknown option `%s`, naming those there are',
    (option) => {
      expect(() => policy({ [option]: true })).toThrow(
        `Expected an option of step deploy among pauseOnFail, skipProgenyOnFailure, graceMs, idempotent, timeoutMs, retry, uses, reads, before, after, onFailure, got \`${option}\`.`,
      );
      expect(() => policy(JSON.parse('{"__proto__": true}') as object)).toThrow('got `__proto__`');
    },
  );

  it('refuses a kind of action that asks for a time that is none', () => {
    for (const graceMs of ['5', Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      const action = { name: 'shell', graceMs: graceMs as number, run: act };
      expect(() => policy({}, action)).toThrow(
        'Expected option `graceMs` of the action of step deploy to be a number of milliseconds',
      );
    }
  });
});
