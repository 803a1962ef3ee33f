import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemDisk } from '../../src/disk/system-disk.js';
import { acquireLock, type GenerationLock, type LockRequest } from '../../src/run/generation-lock.js';
import { formatLock, judgeLock } from '../../src/run/lock-file.js';
import { ownIdentity } from '../../src/run/process-identity.js';
import { temporaryFolder } from '../support/folders.js';

const NOW = Date.UTC(2026, 0, 31, 10, 15);
const OWNER = { ...ownIdentity(), host: hostname(), since: '2026-01-31T10:15:00.000Z', socketFile: '/run/release.sock' };
const STRANGER = { ...OWNER, startTime: 'another boot:1' };

/** Works the first time. */
function onceOnly<T>(work: (path: string) => Promise<T>): (path: string) => Promise<T> {
  let times = 0;
  return (path) => (times++ === 0 ? work(path) : Promise.reject(new Error('ENOSPC')));
}

const newBase = (): string => join(temporaryFolder(), 'lock');
const namesAt = (base: string): string[] => readdirSync(dirname(base)).sort();
const plant = (file: string, content: string): void => writeFileSync(file, content, { mode: 0o600 });
const acquire = (base: string, more: Partial<LockRequest> = {}): Promise<GenerationLock> =>
  acquireLock({ disk: systemDisk, base, trail: 'release', socketFile: '/run/release.sock', now: NOW, ...more });

describe('the lock of a trail', () => {
  it('is generation 1 for the first owner, and says who that is', async () => {
    const base = newBase();
    const lock = await acquire(base);
    expect([lock.generation, await lock.isOwner(), namesAt(base)]).toEqual([1, true, ['lock.1']]);
    expect(JSON.parse(readFileSync(lock.file, 'utf8'))).toEqual(OWNER);
  });

  it('is refused to the process that has it, and to everybody else, with all that helps to find the owner', async () => {
    const base = newBase();
    const lock = await acquire(base);
    const details = {
      trail: 'release',
      lock: `${base}.1`,
      pid: process.pid,
      since: OWNER.since,
      host: hostname(),
      socketFile: OWNER.socketFile,
    };
    await expect(acquire(base)).rejects.toMatchObject({ code: 'AUTOTRAIL_TRAIL_OWNED', details });
    expect([await lock.isOwner(), namesAt(base)]).toEqual([true, ['lock.1']]);
  });

  it('goes to the next generation once it is released, and the owner before knows', async () => {
    const base = newBase();
    const first = await acquire(base);
    await first.release();
    expect([await first.isOwner(), JSON.parse(readFileSync(first.file, 'utf8'))]).toEqual([false, { ...OWNER, released: true }]);
    const second = await acquire(base);
    await first.release();
    expect([second.generation, await second.isOwner(), namesAt(base)]).toEqual([2, true, ['lock.1', 'lock.2']]);
  });

  it('is released on a disk without room, too', async () => {
    const base = newBase();
    const lock = await acquire(base, { disk: { ...systemDisk, create: onceOnly(systemDisk.create) } });
    await lock.release();
    expect([await lock.isOwner(), namesAt(base), (await acquire(base)).generation]).toEqual([false, [], 1]);
  });

  it('is had by one of many that ask within one process', async () => {
    const base = newBase();
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => acquire(base)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(namesAt(base)).toEqual(['lock.1']);
  });

  it('is taken over from a process whose number another one has now', async () => {
    const base = newBase();
    plant(`${base}.4`, formatLock(STRANGER));
    expect((await acquire(base)).generation).toBe(5);
  });

  it('is left to an owner on another computer, whom nobody here can judge', async () => {
    const base = newBase();
    plant(`${base}.1`, formatLock({ ...STRANGER, host: 'elsewhere' }));
    const refusal = { code: 'AUTOTRAIL_TRAIL_OWNED_ELSEWHERE', details: expect.objectContaining({ host: 'elsewhere' }) };
    await expect(acquire(base)).rejects.toMatchObject(refusal);
    expect(namesAt(base)).toEqual(['lock.1']);
  });

  it.each(['', '{"pid":', 'null', '[]', '{"pid":0}', '{}'])(
    'is refused if its file says %j, which no server writes',
    async (content) => {
      const base = newBase();
      plant(`${base}.2`, content);
      const refusal = { code: 'AUTOTRAIL_LOCK_DAMAGED', details: { trail: 'release', lock: `${base}.2` } };
      await expect(acquire(base)).rejects.toMatchObject(refusal);
      expect(readFileSync(`${base}.2`, 'utf8')).toBe(content);
    },
  );

  it('is refused if its file is a symbolic link, even to one that would do', async () => {
    const base = newBase();
    const planted = join(temporaryFolder(), 'planted');
    plant(planted, formatLock(STRANGER));
    symlinkSync(planted, `${base}.1`);
    await expect(acquire(base)).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE' });
    symlinkSync(join(dirname(planted), 'nothing'), `${base}.2`);
    await expect(acquire(base)).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE' });
    expect(readFileSync(planted, 'utf8')).toBe(formatLock(STRANGER));
  });

  it('does not take other names for generations', async () => {
    const base = newBase();
    for (const name of ['lock', 'lock.', 'lock.0', 'lock.07', 'lock.-3', 'lock.1e3', 'lock.9x', 'locks.8', 'xlock.8'])
      plant(join(dirname(base), name), '');
    mkdirSync(join(dirname(base), '20260131T101500Z-k3x9'));
    expect((await acquire(base)).generation).toBe(1);
  });

  it('counts generations, and does not sort them as texts', async () => {
    const base = newBase();
    for (const generation of [2, 9, 10]) plant(`${base}.${generation}`, formatLock(STRANGER));
    expect((await acquire(base)).generation).toBe(11);
  });

  it('keeps the newest files, and clears away drafts of processes that are gone', async () => {
    const base = newBase();
    plant(`${base}.${2 ** 30}-0123456789abcdef`, '');
    plant(`${base}.${process.pid}-0123456789abcdef`, '');
    for (let owner = 0; owner < 12; owner += 1) await (await acquire(base)).release();
    expect(namesAt(base)).toEqual(['lock.10', 'lock.11', 'lock.12', 'lock.9', `lock.${process.pid}-0123456789abcdef`].sort());
  });
});

describe('the owner of a trail', () => {
  it('knows when a higher generation is there, and leaves its file alone then', async () => {
    const base = newBase();
    const lock = await acquire(base);
    plant(`${base}.2`, formatLock(OWNER));
    expect(await lock.isOwner()).toBe(false);
    await lock.release();
    expect(JSON.parse(readFileSync(`${base}.1`, 'utf8'))).toEqual(OWNER);
  });

  it('knows when its file was taken away, and when another owner got the same generation by that', async () => {
    const base = newBase();
    const lock = await acquire(base);
    renameSync(lock.file, `${base}-away`);
    expect(await lock.isOwner()).toBe(false);
    const other = await acquire(base, { now: NOW + 1 });
    expect([other.generation, await other.isOwner(), await lock.isOwner()]).toEqual([1, true, false]);
    await lock.release();
    expect(await other.isOwner()).toBe(true);
  });

  it('knows when so many came after it that the next one is forgotten', async () => {
    const base = newBase();
    const lock = await acquire(base);
    plant(`${base}.2`, formatLock(STRANGER));
    for (let owner = 0; owner < 6; owner += 1) await (await acquire(base)).release();
    expect([namesAt(base).includes('lock.2'), await lock.isOwner()]).toEqual([false, false]);
  });

  it('is not who judged an owner of long ago: others came and went, and their files are gone', async () => {
    const base = newBase();
    plant(`${base}.1`, formatLock(STRANGER));
    let slept = false;
    const sleepy = {
      ...systemDisk,
      link: async (path: string, as: string) => {
        if (!slept) {
          slept = true;
          for (let owner = 0; owner < 6; owner += 1) await (await acquire(base)).release();
        }
        return systemDisk.link(path, as);
      },
    };
    const lock = await acquire(base, { disk: sleepy });
    expect([lock.generation, await lock.isOwner()]).toEqual([8, true]);
    expect(namesAt(base)).toEqual(['lock.5', 'lock.6', 'lock.7', 'lock.8']);
  });

  it('is nobody if the lock could not be made to last', async () => {
    const base = newBase();
    const disk = { ...systemDisk, syncFolder: () => Promise.reject(new Error('EIO')) };
    await expect(acquire(base, { disk })).rejects.toThrow('EIO');
    expect(namesAt(base)).toEqual([]);
    expect((await acquire(base)).generation).toBe(1);
  });

  it('looks again if its draft was cleared away under it', async () => {
    const base = newBase();
    let cleared = 0;
    const disk = {
      ...systemDisk,
      link: async (path: string, as: string) => {
        cleared += 1;
        if (cleared < 3) await systemDisk.remove(path);
        return systemDisk.link(path, as);
      },
    };
    expect((await acquire(base, { disk })).generation).toBe(1);
    expect(cleared).toBe(3);
  });
});

describe('what a lock file says', () => {
  it('is read back as it was written', () => {
    const owners = fc.record({
      pid: fc.constant(process.pid),
      startTime: fc.constant(OWNER.startTime),
      host: fc.string(),
      since: fc.string(),
      socketFile: fc.option(fc.string()),
    });
    fc.assert(
      fc.property(owners, (owner) => {
        const text = formatLock(owner);
        expect(judgeLock(text, owner.host)).toEqual({ verdict: 'owned', owner });
        expect(judgeLock(text, `${owner.host}!`)).toEqual({ verdict: 'elsewhere', owner });
        expect(judgeLock(formatLock(owner, true), `${owner.host}!`)).toEqual({ verdict: 'free' });
      }),
    );
  });

  it('is damaged if it was cut anywhere, or if it is of another shape', () => {
    const text = formatLock(OWNER).trim();
    for (let end = 0; end < text.length; end += 1)
      expect(judgeLock(text.slice(0, end), hostname())).toEqual({ verdict: 'damaged' });
    const wrong = fc.constantFrom('pid', 'startTime', 'host', 'since', 'socketFile', 'released');
    fc.assert(
      fc.property(wrong, fc.constantFrom<unknown>([], {}, -1, 0, 1.5, 2 ** 40), (field, value) => {
        expect(judgeLock(JSON.stringify({ ...OWNER, [field]: value }), hostname())).toEqual({ verdict: 'damaged' });
      }),
    );
  });
});
