import { describe, expect, it } from 'vitest';
import { autotrail, fixture, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

/** What a command prints for people, where it succeeds. */
async function shown(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await autotrail(scratch, ...args);
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

describe('A trail steered by other processes', () => {
  //   check ──┐
  //           ├── deploy
  //   backup ─┘
  it('is held, skipped, answered and let go, and ends with exit code 0', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'), '--no-start', '--stay');
    await run.prints('release is served');

    expect(await shown('pause', '--name', 'deploy', '--yes')).toBe('  2  deploy\n');
    expect(await shown('skip', '--tag', 'phase=before', '--dry-run')).toBe('  0  check\n  1  backup\n');
    expect(await shown('skip', 'phase=before', '--dry-run')).toBe('  0  check\n  1  backup\n');
    expect(await shown('pause-on-fail', 'off', 'phase=before', 'level:=1', '--dry-run')).toBe('  0  check\n');
    await shown('skip', '-n', '1', '--yes', '--reason', 'done yesterday', '--actor', 'alice');
    await shown('start');
    expect(await shown('wait', '--until', 'needs-input')).toBe('needs-input\n');
    expect(await shown('prompts')).toContain('0  check  0.1.1   Look at the graphs of db-1 (one of true, false)\n');
    await shown('reply', '0', '--yes');
    await run.prints('0 check  Succeeded');
    expect(await shown('status', '--fields', 'n,state')).toBe('n  state\n0  Succeeded\n1  Skipped\n2  Paused\n');
    await shown('next', '--yes');
    expect(await shown('wait')).toBe('finished: 2 Succeeded, 1 Skipped\n');
    await shown('shutdown', '--yes');

    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('finished: 2 Succeeded, 1 Skipped');
    expect(stdout).toContain('skip 1 backup (alice: done yesterday)\n');
    expect(stdout).toMatch(/\d\d:\d\d:\d\d {2}2 deploy {2}Paused/);
  });

  it('understands the names that commands had of old', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'), '--no-start');
    await run.prints('release is served');
    await shown('is_running');
    expect(await shown('list')).toContain('2  deploy  phase=deploy');
    expect(await shown('pause_branch', '--name', 'check', '--yes')).toBe('  0  check\n');
    expect(await shown('resume_branch', '--name', 'check', '--yes')).toBe('  0  check\n');
    await shown('set_pause_on_fail', '--name', 'deploy', '--yes');
    await shown('unset_pause_on_fail', '--name', 'deploy', '--yes');
    await shown('pause', '--all', '--yes');
    expect(await shown('next_step', '--step-count', '2', '--yes')).toBe('  0  check\n  1  backup\n');
    expect(await shown('next_steps', '--yes')).toBe('  2  deploy\n');
    await shown('start');
    await shown('wait', '--until', 'needs-input');
    expect(await shown('steps_waiting_for_user_input')).toContain('0.1.1');
    expect(await shown('send_message_to_steps', '--message', 'True', '--type', 'boolean', '--all', '--yes')).toBe('  0  check\n');
    expect(await run.ended).toMatchObject({ code: 0 });
  });

  it('is given the value false by the text False', async () => {
    const asks = "step((env) => env.input('Go?'), { name: 'ask' })";
    await scratch.write('asks.js', `import { step } from 'autotrail';\nexport default [[${asks}]];\n`);
    const run = startAutotrail(scratch, 'run', 'asks.js', '--stay');
    await run.prints('reply 0.1.1');
    await shown('send', '--all', '--message', 'False', '--type', 'boolean', '--yes');
    await shown('wait');
    expect(await shown('status', '--fields', 'returnValue')).toBe('returnValue\nfalse\n');
    await shown('shutdown', '--yes');
  });

  it('tells which trails are served where it is not told which is meant', async () => {
    const runs = ['one', 'two'].map((name) => startAutotrail(scratch, 'run', fixture('release.ts'), '--name', name));
    for (const run of runs) await run.prints('reply 0.1.1');
    expect(await autotrail(scratch, 'status')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('are served: one, two.'),
    });
    const { stdout, stderr } = await autotrail(scratch, 'status', '--trail', 'two', '--name', 'check');
    expect(stdout).toContain('Look at the graphs of db-1');
    expect(stderr).toBe('Waiting for a person:\n  autotrail --trail two reply 0.1.1 --yes    (or --no)\n');
    await shown('--trail', 'two', 'shutdown', '--yes');
    expect(await shown('ping')).toContain('one is served');
    await shown('shutdown', '--yes');
  });

  it('is asked which of several prompts of a step is meant', async () => {
    const asks = "step((env) => Promise.all([env.input('a'), env.input('b')]), { name: 'ask' })";
    await scratch.write('two.js', `import { step } from 'autotrail';\nexport default [[${asks}]];\n`);
    const run = startAutotrail(scratch, 'run', 'two.js');
    await run.prints('reply 0.1.2');
    const unclear = await autotrail(scratch, 'reply', '0', '1');
    expect(unclear).toMatchObject({ code: 2, stderr: expect.stringContaining('several are open: 0.1.1, 0.1.2.') });
    await shown('reply', '0.1.1', '1', '--type', 'number');
    await shown('reply', '0', '{"b": null}', '--type', 'json');
    expect(await run.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('0 ask  Succeeded') });
  });

  it('is found by its socket, wherever that is', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'), '--socket', './my trail.sock');
    await run.prints(`autotrail --socket '${scratch.folder}/my trail.sock' reply 0.1.1`);
    await shown('reply', '0.1.1', '--yes', '--socket', 'my trail.sock');
    expect(await run.ended).toMatchObject({ code: 0 });
  });
});
