import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParams, parseParams } from '../../src/params/check-params.js';
import type { ParamRecord } from '../../src/params/params-declaration.js';
import { registerSecret } from '../../src/secrets/secret.js';
import { schemaOf } from '../support/schemas.js';

const DECLARED = {
  host: { type: 'string' },
  port: { type: 'number', default: 5432 },
  region: { type: 'string', choices: ['eu', 'us'], default: 'eu' },
  isFast: { type: 'boolean', default: false },
} as const satisfies ParamRecord;

describe('checkParams, by a record', () => {
  it('fills in defaults, and leaves everything else as it was given', async () => {
    expect(await checkParams(DECLARED, { host: 'db-1' })).toEqual({
      params: { host: 'db-1', port: 5432, region: 'eu', isFast: false },
    });
    const all = { host: '', port: -1.5, region: 'us', isFast: true };
    expect(await checkParams(DECLARED, all)).toEqual({ params: all });
    expect(await checkParams({}, {})).toEqual({ params: {} });
  });

  it('says everything that is wrong at once', async () => {
    expect(await checkParams(DECLARED, { hots: 'x', port: '5432', region: 'asia', isFast: 'yes' })).toEqual({
      differences: [
        'there is no parameter "hots" (there are: host, port, region, isFast)',
        'host is missing (a string)',
        'port is "5432" instead of a number',
        'region is "asia" instead of one of "eu", "us"',
        'isFast is "yes" instead of a boolean',
      ],
    });
    expect(await checkParams({}, { a: 1 })).toEqual({ differences: ['there is no parameter "a" (there are: none)'] });
  });

  it.each(['toString', '__proto__', 'constructor'])('knows %s for no parameter of its own', async (name) => {
    const values = JSON.parse(`{"host": "x", "${name}": 1}`);
    expect(await checkParams(DECLARED, values)).toMatchObject({ differences: [expect.stringContaining(name)] });
  });
});

describe('checkParams, by a Standard Schema', () => {
  it('answers what the schema makes of them', async () => {
    const schema = schemaOf((value) => ({ value: { ...(value as object), made: true } }));
    expect(await checkParams(schema, { host: 'db-1' })).toEqual({ params: { host: 'db-1', made: true } });
    const slow = schemaOf(async (value) => ({ value }));
    expect(await checkParams(slow, { host: 'db-1' })).toEqual({ params: { host: 'db-1' } });
  });

  it.each([
    { what: 'issues', schema: schemaOf(() => ({ issues: [{ message: 'Required', path: ['host'] }] })), why: 'host: Required' },
    { what: 'an error', schema: schemaOf(() => expect.fail('broken')), why: 'broken' },
    { what: 'no JSON', schema: schemaOf(() => ({ value: { at: new Date(0) } })), why: 'a Date at $.at' },
    { what: 'no object', schema: schemaOf(() => ({ value: ['a'] })), why: 'something else of them than an object' },
  ])('says what is wrong: $what', async ({ schema, why }) => {
    expect(await checkParams(schema, {})).toEqual({ differences: [expect.stringContaining(why)] });
  });
});

describe('A parameter that holds a secret', () => {
  registerSecret('TOKEN', 'hunter2-hunter2');
  registerSecret('PIN', '98765432');

  it.each([
    { values: { host: 'hunter2-hunter2' } },
    { values: { host: 'db-1', port: 98765432 } },
    { values: { 'hunter2-hunter2': 1, host: 'db-1' } },
    { values: { host: ['x', { y: 'hunter2-hunter2' }] } },
  ])('is refused, without telling it: $values', async ({ values }) => {
    const checked = await checkParams(DECLARED, values);
    expect(checked).toEqual({ differences: [expect.stringContaining('holds a secret')] });
    expect(JSON.stringify(checked)).not.toMatch(/hunter2|98765432/);
  });

  it('is refused where a schema brings it in', async () => {
    const schema = schemaOf(() => ({ value: { token: 'hunter2-hunter2' } }));
    expect(await checkParams(schema, {})).toEqual({ differences: [expect.stringContaining('token holds a secret')] });
  });
});

describe('parseParams', () => {
  it('makes values of texts, strictly', () => {
    expect(parseParams(DECLARED, { host: '5432', port: '5432', isFast: 'true' })).toEqual({
      host: '5432',
      port: 5432,
      isFast: true,
    });
    expect(parseParams(DECLARED, { port: '-1.5e3', isFast: 'false' })).toEqual({ port: -1500, isFast: false });
  });

  it('reads every number as JSON writes it', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
    fc.assert(
      fc.property(numbers, (number) => {
        expect(parseParams(DECLARED, { port: JSON.stringify(number) })).toEqual({ port: JSON.parse(JSON.stringify(number)) });
      }),
    );
  });

  it.each(['', ' ', '1 ', '0x10', '1e999', 'NaN', '1_000', '007', '.5', '+1', '1,5'])('takes %j for no number', (port) => {
    const code = 'AUTOTRAIL_BAD_PARAMS';
    expect(() => parseParams(DECLARED, { port })).toThrow(expect.objectContaining({ code }));
  });

  it('says everything that is wrong at once, unknown names too', () => {
    expect(() => parseParams(DECLARED, { hots: 'x', port: 'x', isFast: 'yes' })).toThrow(
      'there is no parameter "hots" (there are: host, port, region, isFast); port is "x" instead of a number; isFast is "yes" instead of a boolean.',
    );
  });

  it('leaves texts as they are where a Standard Schema says what they are', () => {
    expect(
      parseParams(
        schemaOf(() => ({ value: 1 })),
        { port: '5432' },
      ),
    ).toEqual({ port: '5432' });
  });
});
