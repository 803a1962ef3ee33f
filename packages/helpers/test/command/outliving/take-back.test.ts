import { execFileSync } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShellCommand } from '../../../src/command/shell-command.js';
import { startTimeOf } from '../../../src/process/start-time.js';
import { FakeEnvironment } from '../../support/fake-environment.js';
import { LostServer } from '../../support/lost-server.js';
import { killMarked, marked } from '../../support/processes.js';

const interruptDelays = { terminateMs: 0, killMs: 0 };
const COMMAND = new ShellCommand('it', 'unused', { interruptDelays, outlivesServer: true });

let root: string;
let folder: string;
let env: FakeEnvironment;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'autotrail-test-'));
  folder = join(root, 'attempts', '1.1');
  env = new FakeEnvironment(true, { folder });
});

afterEach(async () => {
  killMarked(env.key);
  await rm(root, { recursive: true });
});

/** Has a server lost that was running a script, once that has printed `ready`. `$1` is the folder of the test. */
async function lose(script: string): Promise<{ readonly launcher: number }> {
  const server = new LostServer('outliving', env, ['sh', '-c', script, 'sh', root]);
  await server.heard('[STDOUT] -- ready');
  const launcher = server.launcher();
  await server.kill();
  return { launcher };
}

async function takeBack() {
  const found = await COMMAND.recover(env);
  return found.fate === 'kept' ? found.result.then(String, (error: Error) => error.message) : expect.fail(found.fate);
}

/** Resolves when the command has left its exit code. */
async function resultThere(): Promise<void> {
  const isThere = (): boolean => readdirSync(folder).includes('result');
  await new Promise<void>((resolve) => {
    const watcher = watch(folder, look);
    function look(): void {
      if (!isThere()) return;
      watcher.close();
      resolve();
    }
    look();
  });
}

/** A script that goes on when the test says so, and ends when it does again. Each pipe is used once: nobody hears the end of another. */
const STEERED = 'echo first; echo ready; read go <"$1/go"; echo second; echo oops >&2; read go <"$1/end"; exit 3';

function makePipes(): readonly [go: string, end: string] {
  const pipes = [join(root, 'go'), join(root, 'end')] as const;
  execFileSync('sh', ['-c', 'mkfifo "$@"', 'sh', ...pipes]);
  return pipes;
}

describe('a command that has outlived its server', () => {
  it('is taken back while it runs: all it has printed is heard again, and so is what comes, and its exit code counts', async () => {
    const [go, end] = makePipes();
    await lose(STEERED);
    const ended = takeBack();
    await env.heard('[STDOUT] -- ready');
    expect(env.outputs[0]).toMatch(/^Starting command: sh -c /);
    expect(env.outputs[1]).toMatch(/^The server was lost since/);
    await writeFile(go, 'go\n');
    await env.heard('[STDERR] -- oops');
    await writeFile(end, 'go\n');
    expect(await ended).toBe('The command failed with exit code 3.');
    expect(env.stdout).toEqual(['first', 'ready', 'second']);
    expect(marked(env.key)).toEqual([]);
  });

  it('is not waited for by the launcher that has started it', async () => {
    const { launcher } = await lose('echo ready; exec sleep 600');
    await vi.waitUntil(() => startTimeOf(launcher) === null, { timeout: 10_000 });
    expect(marked(env.key)).toHaveLength(2);
  });

  it('is taken back again where that server is lost too', async () => {
    const [go, end] = makePipes();
    await lose(STEERED);
    const first = new FakeEnvironment(true, { folder, key: env.key });
    const found = await COMMAND.recover(first);
    await first.heard('[STDOUT] -- ready');
    const ended = takeBack();
    await writeFile(go, 'go\n');
    await env.heard('[STDERR] -- oops');
    await writeFile(end, 'go\n');
    expect(await ended).toBe('The command failed with exit code 3.');
    await (found.fate === 'kept' && found.result.catch(() => {}));
  });

  it('is taken back when it had ended, and its server was lost before that was on record', async () => {
    const server = new LostServer('outliving', env, ['echo', 'once']);
    await server.heard('The command succeeded with exit code 0.');
    await server.ended();
    for (const each of [new FakeEnvironment(true, { folder, key: env.key }), env]) {
      const found = await COMMAND.recover(each);
      expect(found.fate === 'kept' && (await found.result)).toBe('The command succeeded with exit code 0.');
      expect(each.stdout).toEqual(['once']);
    }
  });

  it('is taken back when it has ended meanwhile', async () => {
    const [go] = makePipes();
    await lose('echo ready; read go <"$1/go"; seq 1 1000');
    await writeFile(go, 'go\n');
    await resultThere();
    expect(await takeBack()).toBe('The command succeeded with exit code 0.');
    expect(env.stdout).toEqual(['ready', ...Array.from({ length: 1_000 }, (_, i) => `${i + 1}`)]);
  });

  it('is ended by an interrupt, with all that it has started', async () => {
    await lose('trap "" INT TERM; sleep 600 & echo ready; sleep 600');
    const ended = takeBack();
    await env.heard('[STDOUT] -- ready');
    expect(marked(env.key).length).toBeGreaterThanOrEqual(4);
    env.interrupt();
    await ended;
    expect(marked(env.key)).toEqual([]);
  });

  it('fails when nobody is left to say how it ended, once it was taken back', async () => {
    await lose('echo ready; exec sleep 600');
    const ended = takeBack();
    await env.heard('[STDOUT] -- ready');
    killMarked(env.key);
    expect(await ended).toMatch(/^Nobody can say how the command ended/);
  });
});

describe('a command that was to outlive its server', () => {
  it('is lost where it left no exit code, and the operators are told that what it has done is unknown', async () => {
    await lose('echo ready; exec sleep 600');
    killMarked(env.key);
    expect(await COMMAND.recover(env)).toEqual({ fate: 'lost' });
    expect(env.outputs).toEqual([expect.stringMatching(/what it has done is unknown\.$/)]);
  });

  it('is left behind where only its supervisor was killed, and can be ended', async () => {
    await lose('trap "" INT; echo ready; sleep 600 & sleep 600');
    process.kill(Number.parseInt(await readFile(join(folder, 'pid'), 'utf8'), 10), 'SIGKILL');
    const found = await vi.waitUntil(async () => {
      const living = marked(env.key);
      return living.length === 3 && COMMAND.recover(env);
    });
    if (found.fate !== 'left behind') return expect.fail(found.fate);
    expect(found.processes).toHaveLength(3);
    env.interrupt();
    await found.gone;
    expect(marked(env.key)).toEqual([]);
  });

  it('is not taken for a stranger who has been given its number', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'shown'), 'it');
    const stat = await readFile(`/proc/${process.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    fields[19] = '1';
    await writeFile(join(folder, 'pid'), `${process.pid}\n${process.pid} (sh) ${fields.join(' ')}\n`);
    expect(await COMMAND.recover(env)).toEqual({ fate: 'lost' });
  });

  it('is not started any more once it was looked for', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'shown'), 'it');
    expect(await COMMAND.recover(env)).toEqual({ fate: 'lost' });
    expect(env.outputs).toEqual(['The command had not been started when the server was lost.']);
    expect(readdirSync(folder)).toContain('pid');
  });

  it('has never begun where there is no folder', async () => {
    expect(await COMMAND.recover(env)).toEqual({ fate: 'lost' });
    expect(env.outputs).toEqual([]);
  });
});
