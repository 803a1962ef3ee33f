import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRuns, findTrails, systemDisk } from '../../src/index.js';
import { temporaryFolder } from '../support/folders.js';

const [OLDER, NEWER] = ['20260131T101500Z-k3x9', '20260201T101500Z-a000'] as const;

function state(): string {
  const folder = temporaryFolder();
  for (const run of [NEWER, OLDER, 'mine']) mkdirSync(join(folder, 'release', run), { recursive: true });
  mkdirSync(join(folder, '.hidden'));
  writeFileSync(join(folder, 'release.history'), 'status()\n');
  return folder;
}

describe('the runs of a trail', () => {
  it('are found in its folder, the newest first', async () => {
    const folder = state();
    expect(await findRuns(systemDisk, 'release', folder)).toEqual(
      [NEWER, OLDER].map((run) => ({ trail: 'release', run, journalFile: join(folder, 'release', run, 'journal') })),
    );
  });

  it.each(['release.history', 'nothing'])('are none where there is no folder: %s', async (name) => {
    expect(await findRuns(systemDisk, name, state())).toEqual([]);
  });

  it('are not looked for where the system does not let anybody look', async () => {
    const folder = state();
    const disk = {
      ...systemDisk,
      list: () => Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', syscall: 'scandir' })),
    };
    const refusal = { code: 'AUTOTRAIL_DISK_FAILED', details: { code: 'EACCES' } };
    await expect(findRuns(disk, 'release', folder)).rejects.toMatchObject(refusal);
    await expect(findTrails(disk, folder)).rejects.toMatchObject(refusal);
  });
});

describe('the trails that are remembered', () => {
  it('are whatever has the name of one', async () => {
    const folder = state();
    expect(await findTrails(systemDisk, folder)).toEqual(['release', 'release.history']);
    expect(await findTrails(systemDisk, join(folder, 'nothing'))).toEqual([]);
  });
});
