import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { NO_PARAMS, runParams } from '../../src/params/run-params.js';
import { codeOf } from '../support/manager-rig.js';
import { schemaOf } from '../support/schemas.js';

const DECLARED = { host: { type: 'string' }, port: { type: 'number', default: 1 } } as const;
const OF = { trail: 'release', run: 'r1' };

describe('The parameters of a run that is begun', () => {
  it('are those that were given, with defaults, and nobody can change them', async () => {
    const params = (await runParams(DECLARED, { host: 'db-1' })).fresh();
    expect(params).toEqual({ host: 'db-1', port: 1 });
    expect(Object.isFrozen(params)).toBe(true);
    const nested = (
      await runParams(
        schemaOf((value) => ({ value })),
        { db: { hosts: ['a'] } },
      )
    ).fresh();
    expect(Object.isFrozen((nested.db as JsonObject).hosts)).toBe(true);
  });

  it('must not be missing', async () => {
    const params = await runParams(DECLARED);
    expect(() => params.fresh()).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_PARAMS' }));
    expect((await runParams()).fresh()).toEqual({});
    expect(NO_PARAMS.fresh()).toEqual({});
  });

  it('are refused at once where something was given and is wrong', async () => {
    expect(await codeOf(runParams(DECLARED, { hots: 'x' }))).toBe('AUTOTRAIL_BAD_PARAMS');
    expect(await codeOf(runParams(DECLARED, { port: 1 }))).toBe('AUTOTRAIL_BAD_PARAMS');
    expect(await codeOf(runParams(undefined, { port: 1 }))).toBe('AUTOTRAIL_BAD_PARAMS');
    expect(await codeOf(runParams({ host: {} } as never))).toBe('AUTOTRAIL_BAD_OPTION');
    expect(await codeOf(runParams(DECLARED, ['a'] as never))).toBe('AUTOTRAIL_BAD_OPTION');
    expect(await codeOf(runParams(DECLARED, { host: new Date() } as never))).toBe('AUTOTRAIL_NOT_JSON');
  });
});

describe('The parameters of a run that is gone on with', () => {
  const kept = { host: 'db-1', port: 2 };

  it.each([
    { what: 'nothing is given', values: undefined },
    { what: 'an empty object is given', values: {} },
    { what: 'the same is given', values: { host: 'db-1', port: 2 } },
    { what: 'the same is given, though another default was left out', values: { host: 'db-1' } },
  ])('are its own where $what', async ({ values }) => {
    const params = await runParams(DECLARED, values);
    expect(params.resumed({ ...OF, params: { ...kept } })).toEqual(kept);
  });

  it.each([
    { values: { host: 'db-2' }, told: 'host was "db-1" and is "db-2"' },
    { values: { host: 'db-1', port: 3 }, told: 'port was 2 and is 3' },
  ])('are no others: $values', async ({ values, told }) => {
    const params = await runParams(DECLARED, values);
    const refused = expect.objectContaining({ code: 'AUTOTRAIL_PARAMS_CHANGED', message: expect.stringContaining(told) });
    expect(() => params.resumed({ ...OF, params: { ...kept } })).toThrow(refused);
  });

  it('are no others where its journal has none', async () => {
    const params = await runParams(DECLARED, { host: 'db-1' });
    expect(() => params.resumed(OF)).toThrow('host was nothing and is "db-1"');
    expect((await runParams()).resumed(OF)).toEqual({});
    expect(NO_PARAMS.resumed({ ...OF, params: kept })).toEqual(kept);
  });

  it('are compared as the schema made them', async () => {
    const upper = schemaOf((value) => ({ value: { HOST: (value as { host?: string }).host?.toUpperCase() ?? 'X' } }));
    const params = await runParams(upper, { host: 'db-1' });
    expect(params.fresh()).toEqual({ HOST: 'DB-1' });
    expect(params.resumed({ ...OF, params: { HOST: 'DB-1' } })).toEqual({ HOST: 'DB-1' });
    expect(() => params.resumed({ ...OF, params: { HOST: 'DB-2' } })).toThrow('HOST was "DB-2" and is "DB-1"');
  });
});
