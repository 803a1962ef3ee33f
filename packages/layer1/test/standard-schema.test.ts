import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { Environment } from '../src/environment.js';
import { isStandardSchema, jsonSchemaOf, type SchemaResult, type StandardSchema, validateBy } from '../src/standard-schema.js';

/** A schema whose validation is the test's. */
function schemaOf<T>(
  validate: StandardSchema<unknown, T>['~standard']['validate'],
  more: Partial<StandardSchema<unknown, T>['~standard']> = {},
): StandardSchema<unknown, T> {
  return { '~standard': { version: 1, vendor: 'test', validate, ...more } };
}

describe('a schema of a library', () => {
  it('is a Standard Schema, and says what it takes, what it makes of it, and why it takes no more', async () => {
    const port = z.coerce.number().int().min(1);
    expect(isStandardSchema(port)).toBe(true);
    expect(await validateBy(port, '80')).toEqual({ isValid: true, output: 80 });
    const server = z.object({ hosts: z.array(z.object({ port: z.number() })) });
    expect(await validateBy(server, { hosts: [{ port: 1 }, { port: '2' }] })).toEqual({
      isValid: false,
      why: expect.stringMatching(/^hosts\.1\.port: .*number/),
    });
  });

  it('is shown as a JSON Schema', () => {
    expect(jsonSchemaOf(z.object({ port: z.number().min(1) }))).toMatchObject({
      type: 'object',
      properties: { port: { type: 'number', minimum: 1 } },
    });
  });

  it('types what `ask` answers', () => {
    const ask = (env: Environment) => ({
      output: env.ask('When?', { schema: z.string().transform((text) => new Date(text)) }),
      choice: env.ask('Which side?', { choices: ['blue', 'green'] }),
      listed: env.ask('How many?', { choices: [1, 2] as const, timeoutMs: 5, onTimeout: 'default', default: 1 }),
      plain: env.ask('What?'),
      input: env.input('Which?', { schema: z.object({ a: z.string() }) }),
      confirmed: env.confirm('Sure?', { default: true }),
    });
    type Asked = ReturnType<typeof ask>;
    expectTypeOf<Asked['output']>().toEqualTypeOf<Promise<Date>>();
    expectTypeOf<Asked['choice']>().toEqualTypeOf<Promise<'blue' | 'green'>>();
    expectTypeOf<Asked['listed']>().toEqualTypeOf<Promise<1 | 2>>();
    expectTypeOf<Asked['plain']>().toEqualTypeOf<ReturnType<Environment['input']>>();
    expectTypeOf<Asked['confirmed']>().toEqualTypeOf<Promise<boolean>>();
    // @ts-expect-error -- what comes of it is no JSON, which `input` promises
    (env: Environment) => env.input('When?', { schema: z.date() });
    // @ts-expect-error -- the choices of a confirmation are its own
    (env: Environment) => env.confirm('Sure?', { choices: [1] });
  });
});

describe('a Standard Schema', () => {
  it.each([
    [{ '~standard': { version: 1, vendor: 'x', validate: () => ({ value: 1 }) } }, true],
    [Object.assign(() => {}, { '~standard': { version: 1, vendor: 'x', validate: () => ({ value: 1 }) } }), true],
    [{ '~standard': { version: 2, vendor: 'x', validate: () => ({ value: 1 }) } }, false],
    [{ '~standard': { version: 1, vendor: 'x' } }, false],
    [{ '~standard': null }, false],
    [{}, false],
    [null, false],
    ['schema', false],
    [undefined, false],
  ])('is recognised: %#', (value, expected) => {
    expect(isStandardSchema(value)).toBe(expected);
  });

  it('may take its time, and may throw: then it does not take the value', async () => {
    const later = validateBy(
      schemaOf(async (value) => ({ value: [value] })),
      1,
    );
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toEqual({ isValid: true, output: [1] });
    const throws = schemaOf(() => {
      throw new Error('no database');
    });
    expect(validateBy(throws, 1)).toEqual({ isValid: false, why: 'no database' });
    const rejects = schemaOf(() => Promise.reject(new Error('no database')));
    expect(await validateBy(rejects, 1)).toEqual({ isValid: false, why: 'no database' });
    const nothing = schemaOf(() => undefined as unknown as SchemaResult<never>);
    expect(validateBy(nothing, 1)).toMatchObject({ isValid: false });
  });

  it('says where what is wrong, and says something where it does not', () => {
    const issues = [{ message: 'bad' }, { message: 'worse', path: ['list', 0, { key: 'name' }] }, { message: 'worst', path: [] }];
    expect(
      validateBy(
        schemaOf(() => ({ issues })),
        1,
      ),
    ).toEqual({ isValid: false, why: 'bad; list.0.name: worse; worst' });
    expect(
      validateBy(
        schemaOf(() => ({ issues: [] })),
        1,
      ),
    ).toEqual({ isValid: false, why: 'its schema does not say why' });
  });

  it('need not be shown as a JSON Schema, or be able to', () => {
    const takesAll = (value: unknown) => ({ value });
    const shown = (input: () => object) => jsonSchemaOf(schemaOf(takesAll, { jsonSchema: { input } }));
    expect(jsonSchemaOf(schemaOf(takesAll))).toBeUndefined();
    expect(shown(() => ({ type: 'string', title: undefined }))).toEqual({ type: 'string' });
    const throws = shown(() => {
      throw new Error('a Date has no JSON Schema');
    });
    expect(throws).toBeUndefined();
    expect(shown(() => [] as object)).toBeUndefined();
    expect(shown(() => true as unknown as object)).toBeUndefined();
    expect(shown(() => null as unknown as object)).toBeUndefined();
  });
});
