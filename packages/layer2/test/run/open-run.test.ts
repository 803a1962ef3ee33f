import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Disk, FileJournal, inspectJournal, systemDisk, TrailServer, type TrailServerOptions } from '../../src/index.js';
import { temporaryFolder } from '../support/folders.js';
import { emptyStep } from '../support/local.js';

/** A server that is over with its test. */
function serverOf(options: TrailServerOptions): TrailServer {
  return new TrailServer([[emptyStep('a')]], { name: 'release', socketFile: false, ...options });
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a place where no run can be opened', () => {
  it.each([
    { what: 'a state folder below a file', state: 'file', code: 'ENOTDIR' },
    { what: 'a state folder where the system makes none', state: '/proc', code: 'ENOENT' },
    { what: 'a journal below a file', journal: 'file/below/journal', code: 'ENOTDIR' },
    { what: 'a journal in a file', journal: 'file/journal', code: 'ENOTDIR' },
    { what: 'a folder as the journal', journal: 'folder', code: 'EISDIR' },
  ])('is told, with the code of the system: $what', async ({ state, journal, code }) => {
    const place = temporaryFolder();
    writeFileSync(join(place, 'file'), 'precious', { mode: 0o600 });
    mkdirSync(join(place, 'folder'), { mode: 0o700 });
    if (state !== undefined) vi.stubEnv('XDG_STATE_HOME', state === '/proc' ? state : join(place, state));
    const server = serverOf(journal === undefined ? {} : { journalFile: join(place, journal) });
    await expect(server.start()).rejects.toMatchObject({
      code: 'AUTOTRAIL_DISK_FAILED',
      details: { path: expect.stringContaining(state === '/proc' ? state : place), code },
      cause: { code },
    });
    expect(await systemDisk.list(place)).toEqual(['file', 'folder', ...(code === 'EISDIR' ? ['folder.lock.1'] : [])]);
  });

  it('keeps nobody from starting the server once it can be used', async () => {
    vi.stubEnv('XDG_STATE_HOME', temporaryFolder());
    const full = Object.assign(new Error('ENOSPC: no space left on device, open'), { code: 'ENOSPC', syscall: 'open' });
    let isFull = true;
    const disk = { ...systemDisk, create: (path: string) => (isFull ? Promise.reject(full) : systemDisk.create(path)) };
    const server = serverOf({ disk });
    await expect(server.start()).rejects.toMatchObject({ code: 'AUTOTRAIL_DISK_FAILED', details: { code: 'ENOSPC' } });
    isFull = false;
    await server.start();
    expect(await inspectJournal(disk, server.journalFile)).not.toBeNull();
    await server.shutdown();
  });
});

describe('an unfinished run that is not gone on with', () => {
  it.each([
    { what: 'it was not to be', onExistingJournal: 'refuse', name: 'a', code: 'AUTOTRAIL_JOURNAL_EXISTS' },
    { what: 'it is of another definition', onExistingJournal: 'resume', name: 'b', code: 'AUTOTRAIL_DEFINITION_CHANGED' },
  ] as const)('is closed again: $what', async ({ onExistingJournal, name, code }) => {
    const journalFile = join(temporaryFolder(), 'journal');
    const before = serverOf({ journalFile });
    await before.start();
    await before.shutdown();
    let handles = 0;
    const open: Disk['open'] = async (path) => {
      const file = await systemDisk.open(path);
      if (file === null) return null;
      handles += 1;
      const close = async (): Promise<void> => {
        await file.close();
        handles -= 1;
      };
      return { ...file, close };
    };
    const options = {
      name: 'release',
      socketFile: false,
      journalFile,
      onExistingJournal,
      disk: { ...systemDisk, open },
    } as const;
    await expect(new TrailServer([[emptyStep(name)]], options).start()).rejects.toMatchObject({ code });
    expect(handles).toBe(0);
  });
});

describe('a journal that the system does not let be opened', () => {
  it('is told of when it is read, and when it is opened', async () => {
    const file = join(temporaryFolder(), 'x'.repeat(300));
    const refusal = { code: 'AUTOTRAIL_DISK_FAILED', details: { path: file, code: 'ENAMETOOLONG' } };
    await expect(inspectJournal(systemDisk, file)).rejects.toMatchObject(refusal);
    await expect(FileJournal.open({ disk: systemDisk, file, epoch: 1 })).rejects.toMatchObject(refusal);
  });

  it('is none where it would be below a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await inspectJournal(systemDisk, join(file, 'journal'))).toBeNull();
  });
});
