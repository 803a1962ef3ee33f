import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ActionObject,
  type Definition,
  type Environment,
  type JournalRecord,
  MemoryJournal,
  MemoryTransport,
  Step,
} from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { type Disk, systemDisk, TrailClient, TrailServer } from '../../src/index.js';
import { AttemptFolders } from '../../src/run/attempt-folders.js';
import { temporaryFolder } from '../support/folders.js';
import { heldStep, promise } from '../support/local.js';

function recordOf(event: object): JournalRecord {
  return { revision: 1, epoch: 1, at: 0, event: event as JournalRecord['event'], changes: [] };
}

function endedRecord(n: number, attempt: number): JournalRecord {
  return recordOf({ type: 'ended', n, attempt, outcome: { ok: true, result: null } });
}

/** Has records noted in a journal that the folders follow, some at a time. */
async function noted(folders: AttemptFolders, ...batches: (readonly JournalRecord[])[]): Promise<void> {
  const journal = folders.following(new MemoryJournal());
  for (const records of batches) await journal.append(records);
  await journal.close();
}

/** Folders with a file in each, and what else may lie about there. */
function someFolders(): string {
  const folder = temporaryFolder();
  for (const name of ['0.1', '1.1', '1.2', '11.2', '1.2.3', 'mine']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'result'), '0\n');
  }
  return folder;
}

describe('the folders of attempts', () => {
  it('are removed where it is on record that the attempt has ended', async () => {
    const folder = someFolders();
    const folders = new AttemptFolders(systemDisk, folder);
    await noted(folders, [recordOf({ type: 'shutdown' }), endedRecord(1, 2)], [endedRecord(0, 1), endedRecord(7, 1)]);
    expect(await systemDisk.list(folder)).toEqual(['1.1', '1.2.3', '11.2', 'mine']);
    expect(existsSync(folders.pathOf({ n: 11, attempt: 2 }))).toBe(true);
  });

  it('are removed where it is on record that the attempt was lost with its server, and stay where something was left of it', async () => {
    const folder = someFolders();
    const folders = new AttemptFolders(systemDisk, folder);
    const attempts = [
      { n: 0, attempt: 1, fate: 'kept' },
      { n: 1, attempt: 1, fate: 'left behind', processes: [] },
      { n: 1, attempt: 2, fate: 'lost' },
    ];
    await noted(folders, [recordOf({ type: 'resumed', attempts, transformed: [], policies: [] })]);
    expect(await systemDisk.list(folder)).toEqual(['0.1', '1.1', '1.2.3', '11.2', 'mine']);
  });

  it('are removed but for those of the attempts that are under way', async () => {
    const folder = someFolders();
    await new AttemptFolders(systemDisk, folder).keepOnly([{ n: 1, attempt: 2 }]);
    expect(await systemDisk.list(folder)).toEqual(['1.2', '1.2.3', 'mine']);
    await new AttemptFolders(systemDisk, join(folder, 'none')).keepOnly([]);
  });

  it('stop nothing where they cannot be removed', async () => {
    const folder = someFolders();
    const failing = [systemDisk.list, () => Promise.reject(new Error('EIO'))];
    const disk: Disk = { ...systemDisk, list: (path) => (failing.pop() ?? systemDisk.list)(path) };
    await noted(new AttemptFolders(disk, folder), [endedRecord(0, 1)], [endedRecord(1, 1)]);
    expect(await systemDisk.list(folder)).toEqual(['0.1', '1.2', '1.2.3', '11.2', 'mine']);
  });
});

/** An action that leaves its result in the folder of its attempt, by which it is known again. */
const KEEPING: ActionObject = {
  name: 'keeping',
  run: async ({ folder }: Environment) => {
    mkdirSync(folder ?? '', { recursive: true });
    return 'done';
  },
  recover: async ({ folder }: Environment) =>
    existsSync(folder ?? '') ? { fate: 'kept', result: Promise.resolve('known again') } : { fate: 'lost' },
};
const KEPT = new Step(KEEPING, { name: 'kept' });
const DEFINITION: Definition = [[KEPT]];

/** The disk of this computer, where something is done before the end of an attempt is noted. */
function diskThat(beforeEnd: () => Promise<void>): Disk {
  const create: Disk['create'] = async (path) => {
    const file = await systemDisk.create(path);
    const append = async (bytes: Uint8Array): Promise<void> => {
      if (Buffer.from(bytes).includes('"type":"ended"')) await beforeEnd();
      await file.append(bytes);
    };
    return { ...file, append };
  };
  return { ...systemDisk, create };
}

async function serve(
  journalFile: string,
  { disk = systemDisk, definition = DEFINITION }: { disk?: Disk; definition?: Definition } = {},
) {
  const memory = new MemoryTransport();
  const server = new TrailServer(definition, { name: 'keeping', socketFile: false, journalFile, disk, transports: [memory] });
  await server.start();
  return { server, client: new TrailClient(memory) };
}

describe('a server', () => {
  it('keeps the folder of an attempt until its end is durable', async () => {
    const journal = join(temporaryFolder(), 'j');
    const [asked, kept] = [promise<void>(), promise<void>()];
    const disk = diskThat(() => {
      asked.resolve();
      return kept.promise;
    });
    const { server, client } = await serve(journal, { disk });
    await client.start();
    await asked.promise;
    expect(existsSync(`${journal}.attempts/0.1`)).toBe(true);
    kept.resolve();
    await server.finished();
    await server.shutdown();
    expect(await systemDisk.list(`${journal}.attempts`)).toEqual([]);
  });

  it('leaves it to the next one where the end could not be noted', async () => {
    const journal = join(temporaryFolder(), 'j');
    const asked = promise<void>();
    const disk = diskThat(() => {
      asked.resolve();
      return Promise.reject(new Error('ENOSPC'));
    });
    const full = await serve(journal, { disk });
    full.server.finished().catch(() => {});
    await full.client.start();
    await asked.promise;
    await expect(full.server.shutdown()).rejects.toThrow('ENOSPC');
    const { server, client } = await serve(journal);
    await server.finished();
    expect(await client.status({}, { fields: ['state', 'returnValue'] })).toMatchObject([
      { state: 'Succeeded', returnValue: 'known again' },
    ]);
    await server.shutdown();
    expect(await systemDisk.list(`${journal}.attempts`)).toEqual([]);
  });

  it.each(['unfinished', 'finished'])('removes what the one before could not remove, of an %s run', async (state) => {
    const folder = temporaryFolder();
    const journal = join(folder, 'j');
    const held = heldStep();
    const definition: Definition = state === 'finished' ? DEFINITION : [[KEPT, held.step]];
    const remove: Disk['remove'] = (path) =>
      path.includes('attempts') ? Promise.reject(new Error('EIO')) : systemDisk.remove(path);
    const { server, client } = await serve(journal, { disk: { ...systemDisk, remove }, definition });
    await client.start();
    await (state === 'finished' ? server.finished() : held.running);
    held.release();
    await server.shutdown();
    const attempts = (): string[] =>
      readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((path) => /attempts.+/.test(path));
    expect(attempts()).toEqual(['j.attempts/0.1']);
    const next = await serve(journal, { definition });
    expect(attempts()).toEqual([]);
    await next.server.shutdown();
  });
});
