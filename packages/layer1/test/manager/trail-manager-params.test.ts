import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { trailManager } from '../../src/manager/trail-manager.js';
import { runParams } from '../../src/params/run-params.js';
import { MemoryJournal } from '../../src/ports/journal.js';
import { HandExecutor } from '../support/manager-ports.js';
import { codeOf, resultOf } from '../support/manager-rig.js';
import { openOwner, readAll } from '../support/owners.js';
import { trailOf } from '../support/trails.js';

const DECLARED = { host: { type: 'string' }, port: { type: 'number', default: 1 } } as const;

async function begun() {
  const owner = await openOwner(trailOf([['a', 'b']]), [], { params: await runParams(DECLARED, { host: 'db-1' }) });
  await owner.ask('start');
  return { owner };
}

/** An executor that notes what its attempts are given to go by. */
function noting() {
  const params: JsonObject[] = [];
  return { params, executor: new HandExecutor((task) => params.push(task.params)) };
}

describe('What a run is given to go by', () => {
  it('is in the first record of its journal, and shown', async () => {
    const { owner } = await begun();
    const [created] = await owner.records();
    expect(created?.event).toMatchObject({ type: 'created', params: { host: 'db-1', port: 1 } });
    expect(resultOf(await owner.ask('describe'))).toMatchObject({ params: { host: 'db-1', port: 1 } });
  });

  it('stays what it was when the run is gone on with, and is handed to every attempt', async () => {
    const { owner } = await begun();
    const params = await runParams({ ...DECLARED, port: { type: 'number', default: 2 } });
    const { executor, params: given } = noting();
    const next = await openOwner(trailOf([['a', 'b']]), await owner.records(), { params, executor });
    expect(resultOf(await next.ask('describe'))).toMatchObject({ params: { host: 'db-1', port: 1 } });
    await next.ask('resume', { tags: { name: 'a' } });
    expect(given).toEqual([{ host: 'db-1', port: 1 }]);
  });

  it('is nothing where it takes nothing', async () => {
    const { executor, params } = noting();
    const owner = await openOwner(trailOf([['a']]), [], { executor });
    await owner.ask('start');
    expect((await owner.records())[0]?.event).not.toHaveProperty('params');
    expect(params).toEqual([{}]);
  });
});

describe('A manager that cannot have its parameters', () => {
  it('notes nothing, and may be started again: where one is missing', async () => {
    const journal = new MemoryJournal();
    const manager = trailManager(trailOf([['a']]), { journal, params: await runParams(DECLARED) });
    expect(await codeOf(manager.start())).toBe('AUTOTRAIL_BAD_PARAMS');
    expect(await readAll(journal)).toEqual([]);
  });

  it('notes nothing: where the run was begun with others', async () => {
    const { owner } = await begun();
    const journal = new MemoryJournal(await owner.records());
    const params = await runParams(DECLARED, { host: 'db-2' });
    const manager = trailManager(trailOf([['a', 'b']]), { journal, params });
    expect(await codeOf(manager.start())).toBe('AUTOTRAIL_PARAMS_CHANGED');
    expect(await readAll(journal)).toEqual(await owner.records());
  });
});
