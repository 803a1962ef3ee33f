import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { autotrail, BIN, fixture, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

async function trail(name: string, steps: string): Promise<string> {
  return scratch.write(name, `import { step } from 'autotrail';\n${steps}\n`);
}

describe('run', () => {
  it('prints what happens in its order, and who gave which command', async () => {
    const { stdout, stderr } = await autotrail(scratch, 'run', fixture('two-steps.js'));
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
    expect(lines).toEqual([
      expect.stringMatching(/^start 0 first, 1 second \(.+\)$/),
      '0 first  Running',
      '0 first  Succeeded',
      '1 second  Running',
      '1 second  | done    with\\u001b[31m it',
      '1 second  Succeeded',
    ]);
    expect(stderr).toBe(
      `two-steps is served at ${scratch.folder}/autotrail/two-steps.sock. To see how it goes: autotrail --trail two-steps status\nfinished: 2 Succeeded\n`,
    );
  });

  it('prints an output that comes at once after the start of its attempt, however many there are', async () => {
    await trail(
      'loud.js',
      'const loud = (env) => { for (let i = 0; i < 2000; i++) env.output(i); };\nexport default [[step(loud)]];',
    );
    const { stdout } = await autotrail(scratch, 'run', 'loud.js');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[1]).toContain('0 loud  Running');
    expect(lines.slice(2, -1).map((line) => line.split('| ')[1])).toEqual(Array.from({ length: 2000 }, (_, i) => String(i)));
    expect(lines.at(-1)).toContain('0 loud  Succeeded');
  });

  it('warns in one line of a context that is not remembered', async () => {
    const text = "export default { definition: [[step(() => 1, { name: 'a' })]], context: { since: new Date() } };";
    const file = await trail('dated.js', text);
    const { stderr } = await autotrail(scratch, 'run', file, '--quiet');
    const message = 'The context of trail dated is not remembered over a restart: it is no plain JSON (a Date at $.since).';
    const hint = 'Give the server a `contextCodec`, or keep nothing but plain JSON in the context.';
    expect(stderr.split('\n')).toEqual([
      `warning: ${message} ${hint}`,
      expect.stringContaining('is served'),
      'finished: 1 Succeeded',
      '',
    ]);
    const json = await autotrail(scratch, 'run', file, '--json');
    expect(JSON.parse(json.stderr)).toEqual({ code: 'AUTOTRAIL_CONTEXT_FORGOTTEN', message, hint });
  });

  it('prints each attempt that failed, also where the next one begins at once, and with --json why', async () => {
    const flaky =
      "let k = 0; const flaky = step(() => { k += 1; if (k < 3) throw new Error('no route ' + k); }, { name: 'flaky' }, { retry: { attempts: 5, backoffMs: 0 } });";
    const file = await trail('flaky.js', `${flaky}\nexport default [[flaky]];`);
    const { stdout } = await autotrail(scratch, 'run', file);
    const lines = stdout.trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''))).toEqual([
      '0 flaky  Running',
      '0 flaky  Waiting to be tried again (no route 1)',
      '0 flaky  Running',
      '0 flaky  Waiting to be tried again (no route 2)',
      '0 flaky  Running',
      '0 flaky  Succeeded',
    ]);
    const json = (await autotrail(scratch, 'run', file, '--json')).stdout.trimEnd().split('\n');
    expect(json.map((line) => JSON.parse(line).error).filter((error) => error !== undefined)).toEqual([
      'no route 1',
      'no route 2',
    ]);
  });

  it('prints that an attempt has not ended in time', async () => {
    const stuck =
      "const stuck = step(() => new Promise(() => {}), { name: 'stuck' }, { timeoutMs: 1, graceMs: 1, pauseOnFail: false });";
    const file = await trail('stuck.js', `${stuck}\nexport default [[stuck]];`);
    const { code, stdout } = await autotrail(scratch, 'run', file);
    expect(code).toBe(1);
    expect(stdout).toContain('0 stuck  attempt 1 has not ended in time');
  });

  it('prints what a command has affected, or that it has affected nothing, and on which terms is asked, and that a reminder is one', async () => {
    const ask =
      "const ask = step((env) => env.confirm('Go?', { timeoutMs: 3_600_000, onTimeout: 'skip', remindMs: 50 }), { name: 'ask' });";
    const file = await trail('asking.js', `${ask}\nexport default [[ask], [step(() => 1, { name: 'quick' })]];`);
    const run = startAutotrail(scratch, 'run', file);
    await run.prints('? asked still: Go?');
    await run.prints('; reminded once)');
    await autotrail(scratch, 'fail', '--name', 'ask', '--yes', '--actor', 'ann');
    await run.prints('  fail (ann): no step affected');
    await autotrail(scratch, 'limit', '2', '--name', 'ask', '--yes', '--actor', 'ann');
    await run.prints('  limit: at most 2 at a time of name=ask (ann)');
    await autotrail(scratch, 'skip', '--name', 'ask', '--yes', '--actor', 'ann');
    await autotrail(scratch, 'reply', '0.1.1', '--yes', '--actor', 'ann');
    await run.prints('  reply to 0.1.1 of 0 ask (ann)');
    const { stdout } = await run.ended;
    expect(stdout).toMatch(/ {2}start 0 ask, 1 quick \(.+\)\n/);
    expect(stdout).toMatch(/reply 0\.1\.1 --yes {4}\(or --no; until \S+Z, then the step is skipped\)/);
  });

  it('prints with --quiet only what asks for a person, and how it ended', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'), '--quiet');
    await run.prints('reply 0.1.1');
    await autotrail(scratch, 'reply', '0', '--no');
    await run.prints('resume -n 0');
    await autotrail(scratch, 'skip', '-n', '0', '--yes');
    const { stdout, stderr } = await run.ended;
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, '')),
    ).toEqual([
      '0 check  ? Look at the graphs of db-1',
      '  autotrail --trail release reply 0.1.1 --yes    (or --no)',
      expect.stringMatching(/^0 check {2}Paused due to failure \(/),
      '  autotrail --trail release resume -n 0    (or mark-done, fail, skip, or block)',
    ]);
    expect(stderr).toContain('finished: 2 Succeeded, 1 Skipped\n');
  });

  it('holds every step with --step, and lets them go one by one', async () => {
    const run = startAutotrail(scratch, 'run', fixture('two-steps.js'), '--step');
    await run.prints('resume -n 0');
    await autotrail(scratch, 'next', '--yes');
    await run.prints('resume -n 1');
    await autotrail(scratch, 'next', '--yes');
    expect(await run.ended).toMatchObject({ code: 0 });
  });

  it('goes on serving with --stay, until it is shut down', async () => {
    const run = startAutotrail(scratch, 'run', fixture('two-steps.js'), '--stay');
    await run.prints('finished: 2 Succeeded');
    expect(await autotrail(scratch, 'status', '--json')).toMatchObject({ code: 0 });
    run.kill('SIGINT');
    expect(await run.ended).toMatchObject({ code: 0 });
  });

  it('tells those who wait how the trail ended, though its server is gone with it', async () => {
    const layer1 = import.meta.resolve('@autotrail/layer1');
    await trail(
      'awaited.js',
      `import { API_CALL_DEFINITIONS } from '${layer1}';
      const { wait } = API_CALL_DEFINITIONS;
      let open;
      const gate = new Promise((resolve) => { open = resolve; });
      const until = (context) => {
        // The last step ends when somebody waits for a failure.
        if (context.call.until === 'failed') open();
        return wait.until(context);
      };
      export default {
        definition: [[step(() => gate.then(() => 1), { name: 'last' })]],
        definitions: { ...API_CALL_DEFINITIONS, wait: { ...wait, until } },
      };`,
    );
    const run = startAutotrail(scratch, 'run', 'awaited.js');
    await run.prints('0 last  Running');
    const waiting = await autotrail(scratch, 'wait', '--until', 'failed');
    expect(waiting).toEqual({ code: 1, stdout: 'finished: 1 Succeeded\n', stderr: '' });
    expect(await run.ended).toMatchObject({ code: 0 });
  });

  it('ends though an action will not, once that is given up', async () => {
    const deaf = "step(() => new Promise(() => setInterval(() => {}, 1e6)), { name: 'deaf' }, { graceMs: 1 })";
    await trail('deaf.js', `export default [[${deaf}]];`);
    const run = startAutotrail(scratch, 'run', 'deaf.js');
    await run.prints('0 deaf  Running');
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 130 });
  });

  it('is not ended by a reader that leaves', async () => {
    await trail(
      'long.js',
      "const talk = async (env) => { env.output('hello'); await env.input('Go?'); env.output('bye'); };\nexport default [[step(talk)]];",
    );
    const run = spawn(process.execPath, [BIN, 'run', 'long.js'], {
      cwd: scratch.folder,
      env: scratch.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void run.kill('SIGKILL'));
    await once(run.stdout, 'data');
    run.stdout.destroy();
    run.stderr.destroy();
    expect(await autotrail(scratch, 'wait', '--until', 'needs-input')).toMatchObject({ code: 0 });
    await autotrail(scratch, 'reply', '0', '--yes');
    expect(await once(run, 'exit')).toEqual([0, null]);
  });

  it('is told that somebody serves a trail of that name', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'));
    await run.prints('reply 0.1.1');
    const second = await autotrail(scratch, 'run', fixture('release.ts'));
    expect(second).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/^error: Trail release belongs to/) });
    expect(second.stderr).toContain('`autotrail --trail release status`');
  });

  it('serves no socket where the file says so', async () => {
    await scratch.write(
      'silent.js',
      "import { step } from 'autotrail';\nexport default { definition: [[step(() => 1, { name: 'a' })]], socketFile: false };\n",
    );
    expect(await autotrail(scratch, 'run', 'silent.js')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('silent is served. To see'),
    });
  });
});
