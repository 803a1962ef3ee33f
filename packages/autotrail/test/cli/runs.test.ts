import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { autotrail, fixture, startAutotrail } from '../support/autotrail.js';
import { withoutOwnSequences } from '../support/control-sequences.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();

function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME ?? '', 'autotrail');
}

/** Two finished runs of a trail, and of another one a run that is served. */
async function remember(): Promise<void> {
  for (const _ of [1, 2]) expect(await autotrail(scratch, 'run', fixture('two-steps.js'))).toMatchObject({ code: 0 });
  const run = startAutotrail(scratch, 'run', fixture('release.ts'));
  await run.prints('reply 0.1.1');
  // What others keep there, such as the history of a REPL.
  await writeFile(join(stateFolder(), 'release.history'), 'status()\n');
  await mkdir(join(stateFolder(), '.hidden'));
}

async function runs(...args: readonly string[]): Promise<readonly { readonly trail: string; readonly state: string }[]> {
  return JSON.parse((await autotrail(scratch, 'runs', '--json', ...args)).stdout).data;
}

describe('runs', () => {
  it('lists the runs of all trails, or of one, the newest first', async () => {
    await remember();
    const { code, stdout } = await autotrail(scratch, 'runs');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^trail +run +begun +last active +is +steps$/);
    expect(lines[1]).toMatch(/^release +\d{8}T\d{6}Z-\w{4} {2}[\d: -]{19} {2}\d+ s ago +in use +/);
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^two-steps .* finished +2 Succeeded$/),
      expect.stringMatching(/^two-steps .* finished +2 Succeeded$/),
    ]);
    const [newest, older] = await runs('--trail', 'two-steps');
    expect(newest).toMatchObject({ trail: 'two-steps', state: 'finished', states: { Succeeded: 2 }, error: null });
    expect(Object.keys(newest ?? {})).toEqual(
      expect.arrayContaining(['trail', 'run', 'journalFile', 'state', 'createdAt', 'lastAt', 'states', 'error']),
    );
    expect(older).toBeDefined();
    expect(await autotrail(scratch, 'runs', '--trail', '../x')).toMatchObject({ code: 2 });
  });

  it('tells which of several unfinished runs the server is at work on', async () => {
    const old = startAutotrail(scratch, 'run', fixture('release.ts'));
    await old.prints('reply 0.1.1');
    old.kill('SIGKILL');
    await old.ended;
    const run = startAutotrail(scratch, 'run', fixture('release.ts'), '--fresh');
    await run.prints('reply 0.1.1');
    expect(await runs()).toMatchObject([{ state: 'in use' }, { state: 'unfinished' }]);
  });

  it('tells an unfinished run from one that cannot be read', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'));
    await run.prints('reply 0.1.1');
    run.kill('SIGKILL');
    await run.ended;
    expect(await runs()).toMatchObject([{ state: 'unfinished', states: { Waiting: 1 } }]);
    const [{ journalFile }] = (await runs()) as unknown as readonly [{ readonly journalFile: string }];
    await writeFile(journalFile, 'rubbish\nrubbish\n');
    expect(await runs()).toMatchObject([{ state: 'damaged', createdAt: null, error: expect.stringContaining('at byte 0') }]);
    expect(await autotrail(scratch, 'runs')).toMatchObject({ code: 0, stdout: expect.stringContaining('damaged') });
  });

  it('shows on a narrow terminal what is typed into the next command, and how the run stands', async () => {
    await autotrail(scratch, 'run', fixture('two-steps.js'));
    const [{ run }] = (await runs()) as unknown as readonly [{ readonly run: string }];
    const { shown } = await new TerminalSession(scratch, ['runs'], { columns: 60 }).ended;
    expect(withoutOwnSequences(shown).split('\r\n')).toEqual([
      'trail      run                    is        steps',
      `two-steps  ${run}  finished  2 Succeeded`,
      '',
    ]);
  });

  it('says that there are none', async () => {
    expect(await autotrail(scratch, 'runs')).toEqual({ code: 0, stdout: '', stderr: 'No runs are remembered.\n' });
    expect(await autotrail(scratch, 'runs', '--trail', 'nobody')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No runs of trail nobody are remembered.\n',
    });
  });
});

describe('prune', () => {
  it('removes nothing by itself that is young, or among the newest', async () => {
    await remember();
    expect(await autotrail(scratch, 'prune', '--yes')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'prune: 0 runs removed, 3 kept.\n',
    });
    expect(await autotrail(scratch, 'prune', '--yes', '--older-than', '0s')).toMatchObject({ stdout: '' });
    expect(await autotrail(scratch, 'prune', '--yes', '--keep', '0')).toMatchObject({ stdout: '' });
    expect(await runs()).toHaveLength(3);
  });

  it('shows what would go in a dry run, removes it when told to, and leaves what is in use', async () => {
    await remember();
    const all = ['prune', '--keep', '0', '--older-than', '0s', '--unfinished'];
    const shown = await autotrail(scratch, ...all, '--dry-run');
    expect(shown).toMatchObject({ code: 0, stderr: 'Dry run: prune would remove 2 runs, and keep 1.\n' });
    expect(shown.stdout).toMatch(/^( {2}two-steps {2}\S+ {2}finished\n){2}$/);
    expect(await runs()).toHaveLength(3);
    expect(await autotrail(scratch, ...all)).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('--yes') });
    expect(await runs()).toHaveLength(3);
    const { stdout } = await autotrail(scratch, ...all, '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      data: { removed: [{ trail: 'two-steps' }, { trail: 'two-steps' }] },
    });
    expect(await runs()).toMatchObject([{ trail: 'release', state: 'in use' }]);
    expect(await readdir(stateFolder())).toContain('release.history');
  });

  it('keeps as many of the newest as it is told, of the trail that is named', async () => {
    await remember();
    const [newest] = await runs('--trail', 'two-steps');
    await autotrail(scratch, 'prune', '--trail', 'release', '--keep', '0', '--older-than', '0s', '--yes');
    expect(await runs()).toHaveLength(3);
    await autotrail(scratch, 'prune', '--trail', 'two-steps', '--keep', '1', '--older-than', '0s', '--yes');
    expect(await runs('--trail', 'two-steps')).toEqual([newest]);
  });

  it('leaves an unfinished run that nobody serves, unless it is told otherwise', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'));
    await run.prints('reply 0.1.1');
    run.kill('SIGKILL');
    await run.ended;
    const all = ['prune', '--keep', '0', '--older-than', '0s', '--yes'];
    await autotrail(scratch, ...all);
    expect(await runs()).toHaveLength(1);
    await autotrail(scratch, ...all, '--unfinished');
    expect(await runs()).toEqual([]);
  });

  it.each(['--keep -1', '--keep x', '--older-than 30', '--older-than d', '--older-than 1y'])(
    'is told what was typed wrong: %s',
    async (options) => {
      expect(await autotrail(scratch, 'prune', '--yes', ...options.split(' '))).toMatchObject({ code: 2 });
    },
  );

  it('asks on a terminal, and removes nothing without a yes', async () => {
    for (const _ of [1, 2]) await autotrail(scratch, 'run', fixture('two-steps.js'));
    const all = ['prune', '--keep', '0', '--older-than', '0s'];
    for (const [keys, code, left] of [
      ['n\r', 4, 2],
      ['\u0003', 130, 2],
      ['y\r', 0, 0],
    ] as const) {
      const session = new TerminalSession(scratch, all);
      await session.typeAt('Go on? [y/N] ', keys);
      expect(await session.ended).toMatchObject({ code, shown: expect.stringContaining('prune removes 2 runs') });
      expect(await runs()).toHaveLength(left);
    }
  });
});

describe('a place that cannot be used', () => {
  it.each([
    ['run', fixture('two-steps.js')],
    ['run', fixture('two-steps.js'), '--journal', 'file/journal'],
  ])('is told with the words of the system, and what to do: %s %s %s %s', async (...command) => {
    vi.stubEnv('XDG_STATE_HOME', await scratch.write('file', ''));
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await autotrail(scratch, ...command)).toEqual({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(/^error: The place \S+ cannot be used: ENOTDIR: .*\nCheck its rights .*\n$/),
    });
  });
});
