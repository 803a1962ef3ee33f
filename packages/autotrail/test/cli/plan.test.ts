import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../src/cli/text-width.js';
import { autotrail, BIN, fixture, Running, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();
const execute = promisify(execFile);

//   check ──┐
//           ├── deploy
//   backup ─┘
async function release(...options: readonly string[]): Promise<Running> {
  const run = startAutotrail(scratch, 'run', fixture('release.ts'), '--stay', '--fresh', ...options);
  await run.prints(options.includes('--no-start') ? 'release is served' : 'reply 0.1.1');
  return run;
}

/** Saves what a plan command prints. */
async function save(file: string, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await autotrail(scratch, 'plan', ...args, '--json');
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  await writeFile(join(scratch.folder, file), stdout);
}

describe('plan', () => {
  it('shows which steps a command would affect and what would follow, and changes nothing', async () => {
    await release('--no-start');
    expect(await autotrail(scratch, 'plan', 'skip', 'phase=before')).toEqual({
      code: 0,
      stdout: [
        'Affects:',
        'n  is     becomes  step',
        '0  Ready  Skipped  check',
        '1  Ready  Skipped  backup',
        'What follows:',
        'n  is               becomes          step',
        '2  lacks 2 parents  all before done  deploy',
        '2  unreachable      reachable        deploy',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect((await autotrail(scratch, 'plan', 'unset_pause_on_fail', '-n', '2')).stdout).toContain('Ready, pause-on-fail off');
    expect((await autotrail(scratch, 'plan', 'pause', '--all', '--branch')).stdout).toContain('Paused');
    expect((await autotrail(scratch, 'plan', 'shutdown')).stdout).toBe('The server ends.\n');
    expect((await autotrail(scratch, 'plan', 'pause-on-fail', 'on', 'phase=deploy')).stdout).toMatch(
      /deploy\nNothing else follows\.\n$/,
    );
    expect((await autotrail(scratch, 'status', '--fields', 'state')).stdout).toBe('state\nReady\nReady\nReady\n');
  });

  it('says which steps are left alone, and why', async () => {
    await release();
    const { code, stdout, stderr } = await autotrail(scratch, 'plan', 'skip', '--all');
    expect([code, stdout.split('\n')[2]]).toEqual([0, '2  Waiting  To Skip  deploy']);
    expect(stderr).toMatch(/^Left alone: step 0 \(check\) is Running, and skip affects/);
  });

  it('plans replies', async () => {
    await release();
    const { stdout } = await autotrail(scratch, 'plan', 'reply', '0', '--yes');
    expect(stdout).toContain('0  asking 0.1.1  answered  check\n');
  });

  it('fits its lines to a narrow terminal, what happens before whom it happens to', async () => {
    await release('--no-start');
    const session = new TerminalSession(scratch, ['plan', 'start'], { columns: 34, env: { NO_COLOR: '1' } });
    const { code, shown } = await session.ended;
    expect([code, shown]).toEqual([0, expect.stringContaining('2  unreachable  reachable  deploy')]);
    for (const line of shown.split('\r\n')) expect(textWidth(line)).toBeLessThanOrEqual(34);
  });
});

describe('The exit code of plan or apply', () => {
  let run: Running;

  beforeAll(async () => {
    await scratch.write('text.json', 'not JSON');
    await scratch.write('other.json', '{"affected": []}');
    run = new Running(scratch, [BIN, 'run', fixture('release.ts'), '--no-start', '--stay', '--fresh']);
    await run.prints('release is served');
  });

  afterAll(() => run.kill('SIGKILL'));

  it.each([
    [2, ['plan']],
    [2, ['plan', 'dance']],
    [2, ['plan', 'skip']],
    [2, ['plan', 'skip', 'phase']],
    [2, ['plan', 'skip', 'phase=a', '--tag', 'phase=b']],
    [2, ['plan', 'next', '0']],
    [3, ['plan', 'skip', 'phase=nothing']],
    [3, ['plan', 'reply', '0.1.1', 'x']],
    [3, ['plan', 'skip', '-n', '0', '--socket', 'nowhere.sock']],
    [4, ['plan', 'unskip', '--all']],
    [2, ['apply', 'nothing.json', '--yes']],
    [2, ['apply', 'text.json', '--yes']],
    [2, ['apply', 'other.json', '--yes']],
    [2, ['apply', '-', '--yes']],
    [2, ['apply']],
  ])('is %i where it is typed as %j', async (code, args) => {
    expect(await autotrail(scratch, ...args)).toMatchObject({ code });
  });
});

describe('apply', () => {
  it('carries out a plan that still holds, whatever else happened, and only if it is told to', async () => {
    await release('--no-start');
    await save('plan.json', 'pause', 'phase=deploy');
    await autotrail(scratch, 'skip', '-n', '1', '--yes');
    expect(await autotrail(scratch, 'apply', 'plan.json')).toMatchObject({ code: 4, stderr: expect.stringContaining('--yes') });
    expect(await autotrail(scratch, 'apply', 'plan.json', '--dry-run')).toEqual({
      code: 0,
      stdout: '  2  deploy\n',
      stderr: 'Dry run: apply would affect 1 step.\n',
    });
    expect(await autotrail(scratch, 'apply', 'plan.json', '--yes')).toMatchObject({ code: 0, stdout: '  2  deploy\n' });
  });

  it('is refused with the differences where the plan no longer holds', async () => {
    await release('--no-start');
    await save('plan.json', 'pause', 'phase=deploy');
    const applied = await autotrail(scratch, 'apply', 'plan.json', '--yes', '--actor', 'Ada', '--reason', 'lunch');
    expect(applied).toEqual({ code: 0, stdout: '  2  deploy\n', stderr: 'apply: 1 step affected.\n' });
    const again = await autotrail(scratch, 'apply', 'plan.json', '--yes');
    expect(again).toMatchObject({ code: 4, stdout: '' });
    expect(again.stderr).toContain('planned was that step 2 (deploy) goes from Ready to To Pause, which is no longer so');
    const { stdout } = await autotrail(scratch, 'history', '--commands');
    expect(stdout).toMatch(/pause by Ada.*lunch|Ada.*pause.*lunch/);
    expect(stdout).not.toContain('apply');
  });

  it('asks on a terminal', async () => {
    await release('--no-start');
    await save('plan.json', 'pause', 'phase=deploy');
    const session = new TerminalSession(scratch, ['apply', 'plan.json']);
    await session.typeAt('Go on? [y/N] ', 'y\r');
    const { code, shown } = await session.ended;
    expect([code, shown]).toEqual([
      0,
      expect.stringMatching(/carry out the plan of pause.*Affects:.*Ready {2}To Pause {2}deploy.*Nothing else follows\./s),
    ]);
  });

  it('reads a plan from stdin', async () => {
    await release('--no-start');
    const command = `'${process.execPath}' '${BIN}'`;
    const piped = `${command} plan block phase=deploy --json | ${command} apply - --yes --json`;
    const { stdout } = await execute('sh', ['-c', piped], { cwd: scratch.folder, env: scratch.env });
    expect(JSON.parse(stdout)).toMatchObject({ data: { affected: [{ n: 2, name: 'deploy' }], revision: 1 } });
  });
});
