import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShellCommand } from '../../src/command/shell-command.js';
import { isolated } from '../../src/isolated/isolated.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { launchersOf, membersOf, SpyLauncher } from '../support/processes.js';

const SERVER = fileURLToPath(new URL('../fixtures/command-server.js', import.meta.url));
const ACTIONS = new URL('../fixtures/actions.js', import.meta.url);
const KILLING = { terminateMs: 0, killMs: 0 };

let folder: string;
let pipe: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotrail-test-'));
  pipe = join(folder, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
});

afterEach(() => rm(folder, { recursive: true }));

/** Starts a server whose temporary files are in the test's folder, first of a group of its own as in a terminal. */
function startServer(what: string): ChildProcess {
  const env = { ...process.env, TMPDIR: folder };
  return spawn(process.execPath, [SERVER, what, pipe], { env, stdio: 'ignore', detached: true });
}

/** Resolves when the launcher has removed its folder, which is the last that it does. */
async function launcherGone(): Promise<void> {
  const changes = watch(folder);
  const isClean = async (): Promise<boolean> => (await readdir(folder)).every((name) => !name.startsWith('autotrail-'));
  if (await isClean()) return;
  for await (const _change of changes) if (await isClean()) return;
}

describe('a server that is gone', () => {
  it.each([
    ['command', 'SIGKILL'],
    ['isolated', 'SIGKILL'],
    ['command', 'SIGINT'],
  ] as const)('leaves nothing of a %s running when %s has ended it, and no launcher, folder or socket', async (what, signal) => {
    const server = startServer(what);
    const held = createReadStream(pipe);
    await once(createInterface(held), 'line');
    // A Ctrl-C is for all of the terminal's foreground group.
    process.kill(-(server.pid ?? 0), signal);
    // The pipe ends when no process holds it any longer: not the command, nor its child, nor its grandchild.
    await once(held, 'end');
    await launcherGone();
  });

  it('leaves nothing running of a command that it was ending', async () => {
    startServer('ending');
    const held = createReadStream(pipe);
    await once(held.resume(), 'end');
    await launcherGone();
  });

  it('is not kept alive by a launcher that has nothing to do', async () => {
    const server = startServer('once');
    const [code] = await once(server, 'exit');
    expect(code).toBe(0);
    await launcherGone();
  });
});

describe('a launcher that is killed', () => {
  it('fails what was under way, which is ended, and is followed by a new one', async () => {
    const launcher = new SpyLauncher();
    const [sleep, busy] = [new FakeEnvironment(), new FakeEnvironment()];
    const stubborn = ['sh', '-c', 'trap "" INT TERM; echo ready; sleep 600 & sleep 600'];
    const failures = [
      new ShellCommand('sleep', stubborn, { launcher, interruptDelays: KILLING }).run(sleep, undefined),
      isolated(ACTIONS, 'busy', { launcher, interruptDelays: KILLING }).run(busy, undefined),
    ].map((run) => Promise.resolve(run).then(String, ({ code, message }) => ({ code, message })));
    await sleep.heard('[STDOUT] -- ready');
    await busy.heard('busy');

    const [killed] = launchersOf(process.pid);
    process.kill(killed ?? 0, 'SIGKILL');
    const gone = (what: string) => ({
      code: 'AUTOTRAIL_LAUNCHER_GONE',
      message: expect.stringMatching(
        new RegExp(`^Expected ${what}.* to run to its end, but the launcher .* gone \\(signal SIGKILL\\)\\.$`),
      ),
    });
    expect(await Promise.all(failures)).toEqual([gone('the command sh -c'), gone('the isolated action busy of /')]);
    for (const { group } of launcher.launched) expect(membersOf(group.id)).toEqual([]);

    const after = new FakeEnvironment();
    await new ShellCommand('after', 'echo hi').run(after, undefined);
    expect(after.stdout).toEqual(['hi']);
    const launchers = launchersOf(process.pid);
    expect(launchers).toHaveLength(1);
    expect(launchers).not.toContain(killed);
  });
});

describe('the launcher', () => {
  it('starts all processes of a server, so that what that costs does not depend on the size of the server', async () => {
    const parents = new Set<string>();
    const command = new ShellCommand('parent', ['sh', '-c', 'echo $PPID'], {
      isOutputIgnorable: (line) => parents.add(line).size > 0,
    });
    await Promise.all(Array.from({ length: 40 }, () => command.run(new FakeEnvironment(), undefined)));
    expect([...parents]).toEqual(launchersOf(process.pid).map(String));
  });

  it('keeps commands waiting whose output is not read', async () => {
    const launcher = new SpyLauncher();
    const interruptDelays = KILLING;
    const spec = { what: 'yes', file: 'yes', args: [], cwd: '.', env: { PATH: process.env.PATH ?? '' }, interruptDelays };
    const child = await launcher.launch(spec);
    await once(child.stdout, 'readable');
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(child.stdout.readableLength).toBeLessThan(1_000_000);
    child.group.signal('SIGKILL');
    await expect(child.exited).resolves.toEqual({ code: null, signal: 'SIGKILL' });
    child.stdout.destroy();
    child.stderr.destroy();
  });
});
