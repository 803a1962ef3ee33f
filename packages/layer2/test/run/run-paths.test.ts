import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkRunId, isRunId, newRunId, runStart } from '../../src/run/run-id.js';
import { attemptPath, pathIn, runPaths, stateFolder, trailFolder } from '../../src/run/run-paths.js';

const RUN = '20260131T101500Z-k3x9';
const HOSTILE = [
  '',
  '.',
  '..',
  '../x',
  'a/b',
  '/etc',
  'a\0b',
  '%2e%2e',
  '．．',
  '‥',
  '-rf',
  '.hidden',
  ' ',
  'a\nb',
  `${'x'.repeat(300)}/`,
];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the id of a run', () => {
  it('is the time it began, and four random characters', () => {
    expect(newRunId(Date.UTC(2026, 0, 31, 10, 15, 0, 999), 0)).toBe('20260131T101500Z-0000');
    expect(newRunId(Date.UTC(2026, 0, 31, 10, 15), 1 - 2 ** -53)).toBe('20260131T101500Z-zzzz');
  });

  it('is a good one at any time, which can be read from it', () => {
    const seconds = fc.integer({ min: 0, max: Date.UTC(9999, 0) / 1_000 });
    fc.assert(
      fc.property(seconds, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (second, random) => {
        const run = newRunId(second * 1_000 + 7, random);
        expect([isRunId(run), checkRunId(run), runStart(run)]).toEqual([true, run, second * 1_000]);
      }),
    );
  });

  it.each([
    ...HOSTILE,
    'lock.1',
    '20260131T101500Z',
    `${RUN}0`,
    `x${RUN}`,
    RUN.toUpperCase(),
    '20261331T101500Z-k3x9',
    `${RUN}\n`,
  ])('is not %j', (text) => {
    expect(isRunId(text)).toBe(false);
    expect(() => checkRunId(text)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_RUN_ID' }));
  });
});

describe('the paths of a run', () => {
  it('are in the folder of its trail', () => {
    expect(runPaths({ folder: '/state', name: 'release', run: RUN })).toEqual({
      lock: '/state/release/lock',
      journal: `/state/release/${RUN}/journal`,
      output: `/state/release/${RUN}/output`,
      attempts: `/state/release/${RUN}/attempts`,
    });
  });

  it('are beside a fixed journal file, and beside that of a run which was moved out of the way', () => {
    const lock = '/srv/j.lock';
    expect(runPaths({ journalFile: '/srv/j' })).toEqual({
      lock,
      journal: '/srv/j',
      output: '/srv/j.output',
      attempts: '/srv/j.attempts',
    });
    expect(runPaths({ journalFile: '/srv/j', run: RUN })).toEqual({
      lock,
      journal: `/srv/j.${RUN}`,
      output: `/srv/j.${RUN}.output`,
      attempts: `/srv/j.${RUN}.attempts`,
    });
  });

  it('do not change with the working folder later on', () => {
    expect(runPaths({ journalFile: 'j' }).journal).toBe(join(process.cwd(), 'j'));
  });

  it.each(HOSTILE)('lead nowhere else, whatever is asked for: %j', (name) => {
    expect(() => trailFolder('/state', name)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_TRAIL_NAME' }));
    expect(() => runPaths({ folder: '/state', name, run: RUN })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_TRAIL_NAME' }),
    );
    expect(() => runPaths({ folder: '/state', name: 'a', run: name })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_RUN_ID' }),
    );
    expect(() => runPaths({ journalFile: '/j', run: name })).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_RUN_ID' }));
    expect(() => pathIn('/state', name)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_UNSAFE_PATH' }));
  });

  it('name what belongs to an attempt by its step and its number', () => {
    expect(attemptPath('/run/output', { n: 12, attempt: 3 })).toBe('/run/output/12.3');
  });

  it('are right in their folder, or there are none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '/', '\0', '-', '\\') }), (name) => {
        let path: string | null = null;
        try {
          path = pathIn('/state/x', name);
        } catch {}
        if (path !== null) expect(path).toBe(`/state/x/${name}`);
        if (path !== null) expect(name).not.toMatch(/[/\0]|^\./);
      }),
    );
  });
});

describe('the state folder', () => {
  it('is in XDG_STATE_HOME, where that is an absolute path', () => {
    vi.stubEnv('XDG_STATE_HOME', '/var/state');
    expect(stateFolder()).toBe('/var/state/autotrail');
  });

  it.each([undefined, '', 'relative/state'])('is else in the home folder: %j', (unset) => {
    vi.stubEnv('XDG_STATE_HOME', unset);
    vi.stubEnv('HOME', '/home/ada');
    expect(stateFolder()).toBe('/home/ada/.local/state/autotrail');
  });

  it('is refused if it would depend on the working folder', () => {
    vi.stubEnv('XDG_STATE_HOME', undefined);
    vi.stubEnv('HOME', 'somewhere');
    expect(() => stateFolder()).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_NO_STATE_FOLDER' }));
  });
});
