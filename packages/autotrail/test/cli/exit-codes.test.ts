import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { autotrail, BIN, Running, runNode, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();
const FAIL = "() => { throw new Error('no') }";

/** Trail files by what becomes of them. */
const TRAILS = {
  'good.ts': "step(() => 1, { name: 'a' })",
  'failing.ts': `step(${FAIL}, { name: 'a' }, { pauseOnFail: false })`,
  'condition.ts': `step(${FAIL}, { name: 'a' }, { pauseOnFail: false, skipProgenyOnFailure: true })`,
  'asking.ts': "step((env) => env.input('Go?'), { name: 'a' })",
};

beforeAll(async () => {
  for (const [name, text] of Object.entries(TRAILS)) {
    await scratch.write(name, `import { step } from 'autotrail';\nexport default [[${text}]];\n`);
  }
  await scratch.write('empty.ts', 'export default [];\n');
});

describe('The exit code of a run', () => {
  it.each([
    ['good.ts', 0],
    ['condition.ts', 0],
    ['failing.ts', 1],
    ['empty.ts', 2],
    ['missing.ts', 2],
  ])('tells how %s ended: %i', async (file, code) => {
    expect(await autotrail(scratch, 'run', file)).toMatchObject({ code });
  });

  it('is 1 if the trail was shut down before its end', async () => {
    const run = startAutotrail(scratch, 'run', 'asking.ts');
    await run.prints('reply 0.1.1');
    expect(await autotrail(scratch, 'shutdown', '--trail', 'asking', '--yes')).toMatchObject({ code: 0 });
    expect(await run.ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('shutdown, before the trail has finished'),
    });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is 130 after %s, which shuts the trail down', async (signal) => {
    const run = startAutotrail(scratch, 'run', 'asking.ts');
    await run.prints('reply 0.1.1');
    run.kill(signal);
    expect(await run.ended).toMatchObject({ code: 130, stdout: expect.stringContaining('0 a  Interrupted (shutdown)') });
    expect(await autotrail(scratch, 'ping', '--trail', 'asking')).toMatchObject({ code: 3 });
  });
});

describe('The exit code of a command', () => {
  it.each([
    [3, 'no trail is served', ['status']],
    [3, 'there is no such socket', ['status', '--socket', 'nowhere.sock']],
    [3, 'there is no trail of that name', ['status', '--trail', 'nobody']],
    [2, 'the name of the trail could be none', ['status', '--trail', '../x']],
    [2, 'the command is unknown', ['frobnicate']],
    [2, 'no command is given', []],
    [2, 'an option is unknown', ['status', '--frobnicate']],
    [2, 'an argument is missing', ['reply']],
    [2, 'there is an argument too many', ['ping', 'please']],
    [0, 'help is asked for', ['pause', '--help']],
    [0, 'the version is asked for', ['--version']],
  ])('is %i where %s', async (code, _, args) => {
    expect(await autotrail(scratch, ...args)).toMatchObject({ code });
  });

  it.runIf(existsSync('/dev/full'))(
    'is 1 where what it prints cannot be written, which is said (where there is /dev/full)',
    async () => {
      const printing = `'${process.execPath}' '${BIN}' graph good.ts > /dev/full`;
      const { status, stderr } = spawnSync('sh', ['-c', printing], { cwd: scratch.folder, env: scratch.env, encoding: 'utf8' });
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(/^error: Not all that there is to say could be printed: .*ENOSPC.*\n$/),
      ]);
    },
  );

  it('is 6 where a socket is left of a server that is gone', async () => {
    const die = "require('node:net').createServer().listen('dead.sock', () => process.kill(process.pid, 'SIGKILL'))";
    await runNode(scratch, '--input-type=commonjs', '--eval', die);
    expect(await autotrail(scratch, 'ping', '--socket', 'dead.sock')).toMatchObject({ code: 6 });
  });

  it('is 6 where somebody answers who does not speak the protocol', async () => {
    const server = createServer((socket) => void socket.end('hello?\n')).listen(join(scratch.folder, 'odd.sock'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    expect(await autotrail(scratch, 'ping', '--socket', 'odd.sock')).toMatchObject({ code: 6 });
  });
});

describe('The exit code of a command for a trail that asks something', () => {
  let run: Running;

  beforeAll(async () => {
    run = new Running(scratch, [BIN, 'run', 'asking.ts']);
    await run.prints('reply 0.1.1');
  });

  afterAll(() => run.kill('SIGKILL'));

  it.each([
    [0, 'ping'],
    [0, 'status'],
    [0, 'status --state paused-due-to-failure'],
    [2, 'status --state sleeping'],
    [2, 'status --fields mood'],
    [3, 'status -n 7'],
    [3, 'steps --name nobody'],
    [2, 'pause --yes'],
    [2, 'pause --yes --all -n 0'],
    [2, 'pause-on-fail maybe --all --yes'],
    [2, 'next 0 --yes'],
    [2, 'send --all --yes'],
    [2, 'send --all --yes --message x --type number'],
    [3, 'skip -n 7 --yes'],
    [4, 'interrupt -n 0'],
    [4, 'pause -n 0 --yes'],
    [4, 'pause -n 0 --dry-run'],
    [4, 'next --yes'],
    [4, 'stop --yes'],
    [0, 'start'],
    [0, 'interrupt -n 0 --dry-run'],
    [0, 'shutdown --dry-run'],
    [0, 'wait --until needs-input'],
    [2, 'wait --until tea'],
    [2, 'wait --timeout -1'],
    [124, 'wait --timeout 0.01'],
    [124, 'wait --until failed --timeout 0.01'],
    [3, 'reply 7 --yes'],
    [3, 'reply 0.1.2 --yes'],
    [2, 'reply a --yes'],
    [2, 'reply 0 --yes yes'],
    [5, 'reply 0'],
    [0, 'reply 0 --yes --dry-run'],
    [4, 'run asking.ts'],
    [2, 'run asking.ts --resume --fresh'],
    [0, 'note hm'],
    [2, 'note'],
    [3, 'note hm -n 7'],
    [0, 'history'],
    [3, 'history -n 7'],
    [3, 'history --run 20260131T101500Z-k3x9'],
    [3, 'history --journal nowhere'],
    [2, 'history --last no'],
    [0, 'runs'],
    [2, 'runs --trail ../x'],
    [4, 'prune'],
    [0, 'prune --dry-run'],
    [0, 'prune --yes'],
    [2, 'prune --keep no --yes'],
  ])('is %i for `%s`', async (code, command) => {
    expect(await autotrail(scratch, ...command.split(' '))).toMatchObject({ code });
  });

  it('is 4 for answering what is asked no longer', async () => {
    expect(await autotrail(scratch, 'interrupt', '--all', '--yes')).toMatchObject({ code: 0 });
    expect(await autotrail(scratch, 'reply', '0.1.1', '--yes')).toMatchObject({ code: 4 });
    expect(await autotrail(scratch, 'reply', '0', '--yes')).toMatchObject({ code: 4 });
  });
});
