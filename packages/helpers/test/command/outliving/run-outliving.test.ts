import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { MemoryTransport, Step } from '@autotrail/layer1';
import { TrailClient, TrailServer } from '@autotrail/layer2';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Command } from '../../../src/command/command-line.js';
import { ShellCommand } from '../../../src/command/shell-command.js';
import type { ShellCommandOptions } from '../../../src/command/shell-command-options.js';
import { FakeEnvironment } from '../../support/fake-environment.js';
import { killMarked, launchersOf, marked, PRINT_ARGUMENTS, SpyLauncher } from '../../support/processes.js';

const NEVER_MS = 24 * 60 * 60 * 1_000;
const INSISTING = { interruptDelays: { terminateMs: 0, killMs: NEVER_MS } };
const KILLING = { interruptDelays: { terminateMs: 0, killMs: 0 } };
const PATIENT = { interruptDelays: { terminateMs: NEVER_MS, killMs: NEVER_MS } };

let root: string;
let folder: string;
const keys: string[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'autotrail-test-'));
  folder = join(root, 'attempts', '1.1');
});

afterEach(async () => {
  for (const key of keys.splice(0)) killMarked(key);
  await rm(root, { recursive: true });
});

function start(command: Command, options: ShellCommandOptions = {}) {
  const env = new FakeEnvironment(true, { folder });
  keys.push(env.key);
  const launcher = new SpyLauncher();
  const shell = typeof command === 'string';
  const action = new ShellCommand('it', command, { shell, outlivesServer: true, ...options, launcher });
  const ended = action.run(env, undefined).then(String, (error: Error) => error.message);
  return { env, launcher, ended };
}

describe('a command that outlives its server', () => {
  it('is seen to its end like any other: its lines in their order, its exit code', async () => {
    const { env, ended } = start('seq 1 10000; echo x >&2; exit 3');
    expect(await ended).toBe('The command failed with exit code 3.');
    expect(env.stdout).toEqual(Array.from({ length: 10_000 }, (_, i) => `${i + 1}`));
    expect(env.stderr).toEqual(['x']);
  });

  it('is heard while it runs', async () => {
    const { env, ended } = start('echo first; while [ ! -e go ]; do sleep 0.01; done; echo last', { cwd: root });
    await env.heard('[STDOUT] -- first');
    await mkdir(join(root, 'go'));
    expect(await ended).toBe('The command succeeded with exit code 0.');
    expect(env.stdout).toEqual(['first', 'last']);
  });

  it.each([[['', 'a b', '$(x)', "'", '-n', '*', '\n', '--', 'ü']], [[]]])('gets its arguments as they are: %j', async (given) => {
    const { env, ended } = start([...PRINT_ARGUMENTS, ...given]);
    await ended;
    expect(JSON.parse(env.stdout.join(''))).toEqual(given);
  });

  it('is a program, never a builtin of the shell that supervises it', async () => {
    const { ended } = start(['exit', '0']);
    expect(await ended).toBe('The command cannot be started: there is no program exit.');
  });

  it('has an empty stdin, its own mark, and no descriptor that other commands have not', async () => {
    const { env, ended } = start('cat; echo $AUTOTRAIL_ATTEMPT; ls /proc/self/fd');
    await ended;
    const other = new FakeEnvironment();
    await new ShellCommand('other', ['ls', '/proc/self/fd']).run(other, undefined);
    expect(env.stdout).toEqual([env.key, ...other.stdout]);
  });

  it('keeps its files where only this user may enter, and leaves them there: nobody knows when its end is on record', async () => {
    const { env, ended } = start('echo hi; exec sleep 600', INSISTING);
    await env.heard('[STDOUT] -- hi');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await readdir(folder)).sort()).toEqual(['pid', 'shown', 'stderr', 'stdout']);
    expect(await readFile(join(folder, 'pid'), 'utf8')).toMatch(/^\d+\n\d+ \(\S+\) .*\n$/);
    vi.useFakeTimers({ toFake: ['setTimeout'], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    env.interrupt();
    await ended;
    vi.advanceTimersByTime(NEVER_MS);
    expect((await readdir(folder)).sort()).toEqual(['pid', 'result', 'shown', 'stderr', 'stdout']);
  });

  it('is over though something in the background goes on printing, and says so', async () => {
    const { env, ended } = start('(while :; do echo x; sleep 0.01; done) & echo started');
    expect(await ended).toBe('The command succeeded with exit code 0.');
    expect(env.outputs).toContainEqual(expect.stringMatching(/go on in the background\.$/));
    expect(env.told.at(-1)?.length).toBeGreaterThan(0);
  });

  it.each([
    ['trap "echo bye; exit 7" INT; echo ready; while :; do sleep 0.01; done', PATIENT, 'exit code 7'],
    ['echo ready; exec sleep 600', INSISTING, 'exit code 1(30|43)'],
    ['trap "" INT TERM; sleep 600 & echo ready; sleep 600', KILLING, 'signal SIGKILL'],
  ])('is ended by an interrupt with all that it has started: %s', async (script, options, how) => {
    const { env, ended } = start(script, options);
    await env.heard('[STDOUT] -- ready');
    env.interrupt();
    expect(await ended).toMatch(new RegExp(`^The command failed with ${how}\\.$`));
    expect(marked(env.key)).toEqual([]);
    expect(env.stderr).toEqual([]);
  });

  it('is ended where a predicate throws, with that error', async () => {
    const isOutputIgnorable = (): boolean => {
      throw new Error('bad predicate');
    };
    const { env, ended } = start('echo x; exec sleep 600', { ...KILLING, isOutputIgnorable });
    expect(await ended).toBe('bad predicate');
    expect(marked(env.key)).toEqual([]);
  });

  it('outlives the launcher too', async () => {
    const { env, ended } = start('echo ready; while [ ! -e go ]; do sleep 0.01; done; echo last; exit 4', { cwd: root });
    await env.heard('[STDOUT] -- ready');
    for (const launcher of launchersOf(process.pid)) process.kill(launcher, 'SIGKILL');
    await mkdir(join(root, 'go'));
    expect(await ended).toBe('The command failed with exit code 4.');
    expect(env.stdout).toEqual(['ready', 'last']);
  });

  it('can be ended though its launcher is killed before it does what it was told', async () => {
    const { env, launcher, ended } = start('trap "" INT TERM; echo ready; sleep 600 & sleep 600', KILLING);
    await env.heard('[STDOUT] -- ready');
    const [group] = launcher.launched.map((child) => child.group);
    if (group === undefined) return expect.fail('nothing was started');
    const signal = vi.spyOn(group, 'signal');
    const launchers = launchersOf(process.pid);
    for (const each of launchers) process.kill(each, 'SIGSTOP');
    env.interrupt();
    await vi.waitUntil(() => signal.mock.calls.flat().includes('SIGKILL'));
    expect(marked(env.key).length).toBeGreaterThan(0);
    for (const each of launchers) process.kill(each, 'SIGKILL');
    expect(await ended).toMatch(/^Nobody can say how the command ended/);
    expect(marked(env.key)).toEqual([]);
  });
});

describe('a command that is to outlive its server and cannot be started', () => {
  it('says that there is no journal', async () => {
    const action = new ShellCommand('it', 'echo hi', { outlivesServer: true });
    await expect(action.run(new FakeEnvironment(), undefined)).rejects.toMatchObject({ code: 'AUTOTRAIL_NO_ATTEMPT_FOLDER' });
  });

  it('is not started where its attempt was before', async () => {
    await mkdir(folder, { recursive: true });
    const { env, launcher, ended } = start('echo hi');
    expect(await ended).toContain(`Expected attempt ${env.key} to be started for the first time`);
    expect(launcher.launched).toEqual([]);
    expect(existsSync(folder)).toBe(true);
  });

  it.each<[Command, ShellCommandOptions, string]>([
    [['no-such-program'], {}, 'The command cannot be started: there is no program no-such-program.'],
    ['echo', { cwd: '/no/such' }, 'there is no folder /no/such'],
  ])('says which program or folder is missing: %j %j', async (command, options, message) => {
    expect(await start(command, options).ended).toContain(message);
  });
});

describe('a command of a trail that outlives its server', () => {
  it('leaves no files once its end is on record', async () => {
    const journalFile = join(root, 'journal');
    const memory = new MemoryTransport();
    let during: readonly string[] = [];
    const isOutputIgnorable = (): boolean => {
      during = readdirSync(`${journalFile}.attempts/0.1`).sort();
      return false;
    };
    const action = new ShellCommand('it', 'echo hi', { outlivesServer: true, shell: true, isOutputIgnorable });
    const options = { name: 'outliving', socketFile: false, journalFile, transports: [memory] } as const;
    const server = new TrailServer([[new Step(action)]], options);
    await server.start();
    await new TrailClient(memory).start();
    await server.finished();
    await server.shutdown();
    expect(during).toEqual(expect.arrayContaining(['pid', 'shown', 'stderr', 'stdout']));
    expect(await readdir(`${journalFile}.attempts`)).toEqual([]);
  });
});
