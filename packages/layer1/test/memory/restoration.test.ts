import { describe, expect, it } from 'vitest';
import { restoreTrail } from '../../src/memory/restoration.js';
import { type JournalRecord, MemoryJournal } from '../../src/ports/journal.js';
import { success } from '../support/manager-ports.js';
import { quiet } from '../support/manager-rig.js';
import { openOwner } from '../support/owners.js';
import { snapshot, trailOf } from '../support/trails.js';

const GRAPH = [['a', 'b']] as const;

/** What an owner has noted: a start, by a request with an id, and the end of `a`, which changed the context. */
async function before() {
  const context = { count: 0 };
  const owner = await openOwner(trailOf(GRAPH), [], { context });
  await owner.ask('start', { request_id: 'req-1' });
  owner.clock.advance(500);
  context.count = 1;
  owner.executor.report('0.1').ended(success('done'));
  await quiet();
  return owner;
}

function recordOf(records: readonly JournalRecord[], place: number): JournalRecord {
  return records[place] ?? expect.fail(`There is no record ${place}`);
}

describe('restoreTrail', () => {
  it('makes of a fresh trail what the journal remembers, and answers what else it knows', async () => {
    const owner = await before();
    const records = await owner.records();
    const trail = trailOf(GRAPH);
    const restored = await restoreTrail(trail, new MemoryJournal(records));
    expect(snapshot(trail)).toEqual(snapshot(owner.trail));
    expect(restored).toEqual({
      created: records[0]?.event,
      policies: [],
      createdAt: 1_000,
      lastAt: 1_500,
      answered: [{ requestId: 'req-1', digest: expect.any(String), result: expect.objectContaining({ revision: 1 }) }],
      context: { count: 1 },
      contextValues: [],
      contextSets: 0,
    });
  });

  it.each([
    { what: 'before the snapshot was taken', contextSets: 1, context: { count: 1 } },
    { what: 'after it, though it is on record before', contextSets: 0, context: { count: 5 } },
  ])('knows what was put into the context $what', async ({ contextSets, context }) => {
    const records = await (await before()).records();
    const put = { ...recordOf(records, 1), event: { type: 'context', key: 'count', value: 5 } as const, changes: [] };
    const ended = recordOf(records, 2);
    const late = { ...put, revision: 4, event: { ...put.event, key: 'late' } };
    const noted = [
      ...records.slice(0, 2),
      { ...put, revision: 2 },
      { ...ended, revision: 3, event: { ...ended.event, contextSets } },
      late,
    ];
    const restored = await restoreTrail(trailOf(GRAPH), new MemoryJournal(noted as JournalRecord[]));
    expect(restored).toMatchObject({ context: { ...context, late: 5 }, contextValues: [], contextSets: 2 });
  });

  it('knows what was put into a context that no attempt has changed', async () => {
    const records = await (await openOwner(trailOf(GRAPH))).records();
    const put = { ...recordOf(records, 0), revision: 1, event: { type: 'context', key: 'db.port', value: 1 } as const };
    const restored = await restoreTrail(trailOf(GRAPH), new MemoryJournal([...records, put]));
    expect(restored).toMatchObject({ contextValues: [{ key: 'db.port', value: 1 }], contextSets: 1 });
    expect(restored).not.toHaveProperty('context');
  });

  it('answers null of an empty journal, and leaves the trail as it is', async () => {
    const trail = trailOf(GRAPH);
    expect(await restoreTrail(trail, new MemoryJournal())).toBeNull();
    expect(snapshot(trail)).toEqual(snapshot(trailOf(GRAPH)));
  });

  it('knows no context as long as no attempt has changed it', async () => {
    const records = await (await openOwner(trailOf(GRAPH), [], { context: { count: 0 } })).records();
    expect(await restoreTrail(trailOf(GRAPH), new MemoryJournal(records))).not.toHaveProperty('context');
  });

  it('refuses another definition, names what differs, and changes nothing', async () => {
    const records = await (await before()).records();
    const other = trailOf([['a', 'b'], ['c']]);
    const refused = restoreTrail(other, new MemoryJournal(records));
    await expect(refused).rejects.toMatchObject({ code: 'AUTOTRAIL_DEFINITION_CHANGED' });
    await expect(refused).rejects.toThrow(
      'run r1 of trail release was begun with, found another one: step 1 was {"name":"b","kind":"kind of b"} and is {"name":"c"',
    );
    expect(snapshot(other)).toEqual(snapshot(trailOf([['a', 'b'], ['c']])));
  });

  it('takes another policy for the same definition', async () => {
    const records = await (await before()).records();
    const mended = trailOf(GRAPH, { b: { graceMs: 1, pauseOnFail: false } });
    expect(await restoreTrail(mended, new MemoryJournal(records))).not.toBeNull();
  });
});
