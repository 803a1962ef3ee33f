import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { systemDisk } from '../../src/disk/system-disk.js';
import { acquireLock } from '../../src/run/generation-lock.js';
import { formatLock } from '../../src/run/lock-file.js';
import { ownIdentity } from '../../src/run/process-identity.js';
import { type PrunedRun, type PruneOptions, pruneRuns } from '../../src/run/prune-runs.js';
import { trailLock } from '../../src/run/run-paths.js';
import { temporaryFolder } from '../support/folders.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 31);
/** Runs of five days in a row, the oldest first. */
const [OLDEST, OLD, STUCK, YOUNGER, NEWEST] = [26, 27, 28, 29, 30].map((day) => `202601${day}T000000Z-0000`) as [
  string,
  string,
  string,
  string,
  string,
];

function stateWith(...trails: string[]): string {
  const folder = temporaryFolder();
  for (const trail of trails) {
    for (const run of [OLDEST, OLD, STUCK, YOUNGER, NEWEST]) {
      const place = join(folder, trail, run);
      mkdirSync(join(place, 'output'), { recursive: true, mode: 0o700 });
      writeFileSync(join(place, 'journal'), run === STUCK ? '' : 'finished');
      writeFileSync(join(place, 'output', '0.1'), 'x');
    }
  }
  return folder;
}

const prune = (folder: string, more: Partial<PruneOptions> = {}): Promise<readonly PrunedRun[]> =>
  pruneRuns({
    disk: systemDisk,
    folder,
    keep: 1,
    olderThanMs: 0,
    now: NOW,
    isFinished: async (journal) => existsSync(journal) && !journal.includes(STUCK),
    ...more,
  });
const removed = (pruned: readonly PrunedRun[]): string[] => pruned.filter((run) => run.removed).map(({ run }) => run);
const runsIn = (folder: string, trail = 'release'): string[] =>
  readdirSync(join(folder, trail)).filter((name) => !name.startsWith('lock.'));
const own = (folder: string) =>
  acquireLock({ disk: systemDisk, base: trailLock(folder, 'release'), trail: 'release', socketFile: null, now: NOW });

describe('removing old runs', () => {
  it('removes what is finished, and says of every run what became of it', async () => {
    const folder = stateWith('release');
    const trail = 'release';
    expect(await prune(folder)).toEqual([
      { trail, run: NEWEST, state: 'finished', removed: false },
      { trail, run: YOUNGER, state: 'finished', removed: true },
      { trail, run: STUCK, state: 'unfinished', removed: false },
      { trail, run: OLD, state: 'finished', removed: true },
      { trail, run: OLDEST, state: 'finished', removed: true },
    ]);
    expect(runsIn(folder)).toEqual([STUCK, NEWEST]);
  });

  it('keeps as many of the newest as are to be kept', async () => {
    const folder = stateWith('release');
    expect(removed(await prune(folder, { keep: 4 }))).toEqual([OLDEST]);
    expect(removed(await prune(folder, { keep: 0, unfinished: true }))).toEqual([NEWEST, YOUNGER, STUCK, OLD]);
    expect(runsIn(folder)).toEqual([]);
  });

  it('keeps what is not older than asked for', async () => {
    expect(removed(await prune(stateWith('release'), { olderThanMs: 4 * DAY }))).toEqual([OLDEST]);
    expect(removed(await prune(stateWith('release'), { olderThanMs: 5 * DAY }))).toEqual([]);
  });

  it('changes nothing in a dry run, and says the same', async () => {
    const folder = stateWith('release');
    const said = await prune(folder, { dryRun: true });
    expect(readdirSync(join(folder, 'release'))).toEqual([OLDEST, OLD, STUCK, YOUNGER, NEWEST]);
    expect(await prune(folder)).toEqual(said);
  });

  it('looks at one trail, or at all there are, and at nothing else', async () => {
    const folder = stateWith('release', 'deploy', '.hidden');
    writeFileSync(join(folder, 'release', 'notes'), 'mine');
    mkdirSync(join(folder, 'release', 'my.removed'));
    writeFileSync(join(folder, 'release.history'), 'status()');
    expect(removed(await prune(folder, { name: 'release' }))).toEqual([YOUNGER, OLD, OLDEST]);
    expect((await prune(folder)).map(({ trail }) => trail)).toEqual([...Array(5).fill('deploy'), 'release', 'release']);
    expect(runsIn(folder)).toEqual([STUCK, NEWEST, 'my.removed', 'notes']);
    expect(runsIn(folder, '.hidden')).toHaveLength(5);
    expect(await prune(folder, { name: 'release.history' })).toEqual([]);
    expect(readdirSync(folder)).toContain('release.history');
    await expect(prune(folder, { name: '../release' })).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_TRAIL_NAME' });
    expect(await prune(join(folder, 'nothing'))).toEqual([]);
  });

  it.each([false, true])('leaves alone what a server may work on (dry run: %s)', async (dryRun) => {
    const folder = stateWith('release');
    const lock = await own(folder);
    const pruned = await prune(folder, { keep: 0, unfinished: true, dryRun });
    expect(pruned.filter(({ state }) => state === 'in use').map(({ run }) => run)).toEqual([NEWEST, STUCK]);
    expect(removed(pruned)).toEqual([YOUNGER, OLD, OLDEST]);
    expect(await lock.isOwner()).toBe(true);
    await lock.release();
    expect(removed(await prune(folder, { keep: 0, unfinished: true, dryRun }))).toContain(NEWEST);
  });

  it.each(['nonsense', formatLock({ ...ownIdentity(), host: 'elsewhere', since: '', socketFile: null })])(
    'takes a trail for owned where nobody can tell',
    async (lock) => {
      const folder = stateWith('release');
      writeFileSync(`${trailLock(folder, 'release')}.1`, lock, { mode: 0o600 });
      expect((await prune(folder, { keep: 0 }))[0]).toMatchObject({ run: NEWEST, state: 'in use', removed: false });
    },
  );

  it('has the trail to itself meanwhile, and lets go of it then, also after a failure', async () => {
    const folder = stateWith('release');
    const seen: unknown[] = [];
    const isFinished = async (): Promise<boolean> => {
      seen.push(await own(folder).catch(({ code }) => code));
      return true;
    };
    await prune(folder, { isFinished });
    expect(seen).toEqual(Array(5).fill('AUTOTRAIL_TRAIL_OWNED'));
    const disk = { ...systemDisk, rename: vi.fn(systemDisk.rename).mockRejectedValueOnce(new Error('EIO')) };
    await expect(prune(folder, { keep: 0, disk })).rejects.toThrow('EIO');
    await (await own(folder)).release();
  });

  it('takes a journal that cannot be read for unfinished', async () => {
    const pruned = await prune(stateWith('release'), { isFinished: () => Promise.reject(new Error('damaged')) });
    expect(new Set(pruned.map(({ state }) => state))).toEqual(new Set(['unfinished']));
    expect(removed(pruned)).toEqual([]);
  });

  it('never leaves half a run: what a crash left is removed the next time', async () => {
    const folder = stateWith('release');
    const crash = (path: string): Promise<void> =>
      path.endsWith('.removed') ? Promise.reject(new Error('crash')) : systemDisk.remove(path);
    await expect(prune(folder, { disk: { ...systemDisk, remove: crash } })).rejects.toThrow('crash');
    expect(runsIn(folder)).toEqual([OLDEST, OLD, STUCK, `${YOUNGER}.removed`, NEWEST]);
    expect(readdirSync(join(folder, 'release', `${YOUNGER}.removed`))).toEqual(['journal', 'output']);
    expect(removed(await prune(folder, { keep: 9 }))).toEqual([]);
    expect(runsIn(folder)).toEqual([OLDEST, OLD, STUCK, NEWEST]);
  });

  it('is asked of the state folder of this user unless another one is named', async () => {
    const state = join(temporaryFolder(), 'autotrail');
    renameSync(stateWith('release'), state);
    vi.stubEnv('XDG_STATE_HOME', dirname(state));
    const options = { disk: systemDisk, keep: 4, olderThanMs: 0, now: NOW, isFinished: async () => true };
    expect(removed(await pruneRuns(options))).toEqual([OLDEST]);
    vi.unstubAllEnvs();
  });
});
