import { execFile } from 'node:child_process';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { autotrail, fixture, type Running, runNode, startAutotrail, startNode } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

//   ask (instruction) ──┐
//                       ├── last
//   slow ───────────────┘
const TRAIL = `
import { Instruction, Step, step } from 'autotrail';
const ask = new Step(new Instruction('ask', 'Look at it'));
const slow = step((env) => env.input('Slow?'), { name: 'slow' });
export default [[ask, step(() => 1, { name: 'last' })], [slow, step(() => 2, { name: 'other' })]];
`;

/** A run that was killed while both of its first steps asked something. */
async function killed(...args: readonly string[]): Promise<void> {
  await scratch.write('trail.js', TRAIL);
  const run = startAutotrail(scratch, 'run', 'trail.js', ...args);
  await run.prints('reply 0.1.1');
  await run.prints('reply 1.1.1');
  await kill(run);
}

async function kill(run: Running): Promise<void> {
  run.kill('SIGKILL');
  await run.ended;
}

async function runFolders(): Promise<readonly string[]> {
  const names = await readdir(join(process.env.XDG_STATE_HOME ?? '', 'autotrail', 'trail'));
  return names.filter((name) => !name.startsWith('lock'));
}

function withoutTimes(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
}

describe('A run that was killed', () => {
  it('is gone on with, which is said: what ran is Interrupted, with the command that goes on, and an instruction asks again', async () => {
    await killed();
    const run = startAutotrail(scratch, 'run', 'trail.js');
    await run.prints('reply 0.2.1');
    expect(await autotrail(scratch, 'resume', '-n', '1', '--yes')).toMatchObject({ code: 0, stdout: '  1  slow\n' });
    await run.prints('reply 1.2.1');
    await autotrail(scratch, 'reply', '0', '--yes');
    await autotrail(scratch, 'reply', '1', '--yes');
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^Run \d{8}T\d{6}Z-\w{4} of trail trail is not finished \(begun \d+ s ago, last active \d+ s ago\): 2 Waiting, 2 Running\. It is gone on with\.\n/,
    );
    expect(withoutTimes(stdout).slice(0, 6)).toEqual([
      'gone on with by a new server',
      '0 ask  Running',
      '1 slow  Interrupted (server lost)',
      '  autotrail --trail trail resume -n 1    (or mark-done, fail, skip, or block)',
      '0 ask  ? Look at it',
      '  autotrail --trail trail reply 0.2.1 --yes    (or --no)',
    ]);
    expect(stdout).not.toContain('  start ');
    expect(await runFolders()).toHaveLength(1);
  });

  it('is begun afresh once it is finished', async () => {
    const file = fixture('two-steps.js');
    for (const _ of [1, 2]) {
      expect(await autotrail(scratch, 'run', file)).toMatchObject({
        code: 0,
        stderr: expect.not.stringContaining('not finished'),
      });
    }
  });

  it('shows steps that were held already, with the command that goes on', async () => {
    await killed();
    const run = startAutotrail(scratch, 'run', 'trail.js', '--resume');
    await run.prints('resume -n 1');
    await kill(run);
    const again = startAutotrail(scratch, 'run', 'trail.js', '--json');
    await again.prints('"promptId":"0.3.1"');
    again.kill('SIGTERM');
    const { stdout, stderr } = await again.ended;
    const printed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(stderr).toBe('');
    expect(printed[0]).toMatchObject({ type: 'begin', trail: 'trail', resumed: true, run: expect.stringMatching(/^\d{8}T/) });
    expect(printed[0].journalFile).toContain(printed[0].run);
    expect(printed.slice(1, 4)).toMatchObject([
      { type: 'state', name: 'slow', state: 'Interrupted', cause: 'server lost' },
      { type: 'resumed', policies: [] },
      { type: 'state', name: 'ask', state: 'Running' },
    ]);
  });

  it('shows why steps had failed already, and picks up a command that has outlived the server', async () => {
    await scratch.write(
      'trail.js',
      `import { ShellCommand, Step, step } from 'autotrail';
      const long = new Step(new ShellCommand('long', 'echo begun; read line < fifo; echo got $line', { shell: true, outlivesServer: true }));
      const fail = step(() => { throw new Error('no space'); }, { name: 'fail' });
      export default [[long], [fail]];`,
    );
    await promisify(execFile)('mkfifo', [join(scratch.folder, 'fifo')]);
    const first = startAutotrail(scratch, 'run', 'trail.js');
    await first.prints('[STDOUT] -- begun');
    await first.prints('resume -n 1');
    await kill(first);
    const run = startAutotrail(scratch, 'run', 'trail.js');
    await run.prints('1 fail  Paused due to failure (no space)');
    await run.prints('gone on with by a new server');
    await writeFile(join(scratch.folder, 'fifo'), 'hello\n', { flag: 'r+' });
    await run.prints('0 long  Succeeded');
    await autotrail(scratch, 'skip', '-n', '1', '--yes');
    expect(await run.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('got hello') });
    expect((await run.ended).stdout).not.toContain('0 long  Interrupted');
  });

  it('is started where nobody had done that yet', async () => {
    await scratch.write('trail.js', TRAIL);
    const first = startAutotrail(scratch, 'run', 'trail.js', '--no-start');
    await first.prints('is served');
    await kill(first);
    const run = startAutotrail(scratch, 'run', 'trail.js');
    await run.prints('  start ');
    await run.prints('reply 0.1.1');
  });

  it('is left as it is with --fresh', async () => {
    await killed();
    const run = startAutotrail(scratch, 'run', 'trail.js', '--fresh');
    await run.prints('reply 1.1.1');
    await kill(run);
    const { stderr } = await run.ended;
    expect(stderr).not.toContain('not finished');
    expect(await runFolders()).toHaveLength(2);
  });

  it('is forgotten with --no-journal, which also leaves what is on disk alone', async () => {
    await killed('--no-journal');
    await expect(runFolders()).rejects.toThrow('ENOENT');
    await killed();
    const run = startAutotrail(scratch, 'run', 'trail.js', '--no-journal');
    await run.prints('reply 1.1.1');
    expect(await autotrail(scratch, 'history')).toMatchObject({ code: 4, stderr: expect.stringContaining('journal') });
    run.kill('SIGTERM');
    expect((await run.ended).stderr).not.toContain('not finished');
    expect(await runFolders()).toHaveLength(1);
  });

  it('is found in the file that --journal names, and in no other', async () => {
    await killed('--journal', 'own.journal');
    const other = startAutotrail(scratch, 'run', 'trail.js', '--journal', 'other.journal');
    await other.prints('reply 1.1.1');
    await kill(other);
    const run = startAutotrail(scratch, 'run', 'trail.js', '--journal', 'own.journal');
    await run.prints('1 slow  Interrupted (server lost)');
    await kill(run);
    expect(await readdir(scratch.folder)).toEqual(expect.arrayContaining(['own.journal', 'other.journal']));
    await expect(runFolders()).rejects.toThrow('ENOENT');
  });

  it('is not gone on with where its journal is damaged, and the error says what to do', async () => {
    await killed('--journal', 'damaged.journal');
    const file = join(scratch.folder, 'damaged.journal');
    const before = await readFile(file);
    await appendFile(file, 'rubbish\nrubbish\n');
    const run = await autotrail(scratch, 'run', 'trail.js', '--journal', 'damaged.journal');
    expect(run).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(`at byte ${before.length}`) });
    expect(run.stderr).toContain('Put a good copy in its place, or move it away.');
    expect(await autotrail(scratch, 'history', '--journal', 'damaged.journal')).toMatchObject({ code: 4, stdout: '' });
  });

  it('is not gone on with by another definition, but one may begin afresh', async () => {
    await killed();
    await scratch.write('trail.js', TRAIL.replace("'slow'", "'quick'"));
    const changed = await autotrail(scratch, 'run', 'trail.js');
    expect(changed).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/^error: .*another one: .*quick/) });
    const run = startAutotrail(scratch, 'run', 'trail.js', '--fresh');
    await run.prints('1 quick  ?');
  });

  it('is refused where the trail file says so, unless the command line says otherwise', async () => {
    await killed();
    await scratch.write(
      'trail.js',
      TRAIL.replace(/export default (.*);/, "export default { definition: $1, onExistingJournal: 'refuse' };"),
    );
    expect(await autotrail(scratch, 'run', 'trail.js')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('is not finished'),
    });
    const run = startAutotrail(scratch, 'run', 'trail.js', '--resume');
    await run.prints('1 slow  Interrupted (server lost)');
  });

  it('is gone on with by a command line of its own, too, which also tells its history', async () => {
    const file = fixture('release-cli.js');
    const first = startNode(scratch, file, 'run');
    await first.prints('reply 0.1.1');
    await kill(first);
    expect(await runNode(scratch, file, 'history', '--last', '1')).toMatchObject({ stdout: expect.stringContaining('ask asks') });
    const run = startNode(scratch, file, 'run');
    await run.prints('resume -n 0');
    expect((await runNode(scratch, file, 'runs')).stdout).toMatch(/release-cli {2}\S+ .* in use /);
  });
});

describe('A run that was shut down', () => {
  it('is gone on with, with the command that each step waits for that was interrupted', async () => {
    await scratch.write('trail.js', TRAIL);
    const first = startAutotrail(scratch, 'run', 'trail.js');
    await first.prints('reply 1.1.1');
    await autotrail(scratch, 'shutdown', '--yes');
    const ended = await first.ended;
    expect(ended.stdout).toContain('1 slow  Interrupted (shutdown)');
    expect(ended.stdout).not.toContain('resume -n');
    const run = startAutotrail(scratch, 'run', 'trail.js', '--quiet');
    await run.prints('1 slow  Interrupted (shutdown)');
    await run.prints('resume -n 1');
  });
});

describe('Options of run that contradict each other', () => {
  it.each([
    '--resume --fresh',
    '--fresh --resume',
    '--journal x --no-journal',
    '--no-journal --journal x',
    '--no-journal --resume',
    '--no-journal --fresh',
  ])('are refused: %s', async (options) => {
    const run = await autotrail(scratch, 'run', fixture('two-steps.js'), ...options.split(' '));
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: (Option|Expected)/) });
  });
});
