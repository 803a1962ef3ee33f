import { describe, expect, it } from 'vitest';
import { restoreTrail } from '../../src/memory/restoration.js';
import { MemoryJournal } from '../../src/ports/journal.js';
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

describe('restoreTrail', () => {
  it('makes of a fresh trail what the journal remembers, and answers what else it knows', async () => {
    const owner = await before();
    const records = await owner.records();
    const trail = trailOf(GRAPH);
    const restored = await restoreTrail(trail, new MemoryJournal(records));
    expect(snapshot(trail)).toEqual(snapshot(owner.trail));
    expect(restored).toEqual({
      created: records[0]?.event,
      createdAt: 1_000,
      lastAt: 1_500,
      answered: [{ requestId: 'req-1', digest: expect.any(String), result: expect.objectContaining({ revision: 1 }) }],
      context: { count: 1 },
    });
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
