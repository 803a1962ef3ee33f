import process from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { ShellCommand } from '../../src/command/shell-command.js';
import type { ShellCommandOptions } from '../../src/command/shell-command-options.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { membersOf, nodeCommand, SpyLauncher } from '../support/processes.js';

const NEVER_MS = 24 * 60 * 60 * 1_000;
const INSISTING = { interruptDelays: { terminateMs: 0, killMs: NEVER_MS } };
const KILLING = { interruptDelays: { terminateMs: 0, killMs: 0 } };
const PATIENT = { interruptDelays: { terminateMs: NEVER_MS, killMs: NEVER_MS } };

const launchers: SpyLauncher[] = [];

/** Starts a command; `ended` resolves with what it came to, its error included. */
function start(command: string | readonly string[], options: ShellCommandOptions = {}) {
  const launcher = new SpyLauncher();
  launchers.push(launcher);
  const env = new FakeEnvironment();
  const action = new ShellCommand('it', command, { shell: typeof command === 'string', ...options, launcher });
  const ended = action.run(env, undefined).catch((error: Error) => error.message);
  return { env, launcher, ended };
}

afterEach(() => {
  for (const { groupId } of launchers.splice(0)) for (const pid of membersOf(groupId)) process.kill(pid, 'SIGKILL');
});

describe('the output of a running command', () => {
  it('is delivered whole: 100,000 lines, and each in its order', async () => {
    const lines: string[] = [];
    const { env, ended } = start('seq 1 100000', { isOutputIgnorable: (line) => lines.push(line) > 0 });
    await ended;
    expect(lines).toEqual(Array.from({ length: 100_000 }, (_, i) => `${i + 1}`));
    expect(env.stdout).toEqual([]);
  });

  it('is delivered whole however soon the command ends', async () => {
    for (let round = 0; round < 50; round++) {
      const { env, ended } = start(['echo', 'hi']);
      await ended;
      expect(env.stdout).toEqual(['hi']);
    }
  });

  it('is delivered whole however much it is', async () => {
    let bytes = 0;
    const isOutputIgnorable = (line: string): boolean => {
      bytes += line.length + 1;
      return true;
    };
    const { ended } = start('yes 0123456789abcdef | head -c 67108864', { isOutputIgnorable });
    await ended;
    expect(bytes).toBeGreaterThanOrEqual(67_108_864);
    expect(bytes).toBeLessThanOrEqual(67_108_865);
  });

  it('does not fill the memory where a line never ends', async () => {
    const { env, ended } = start("head -c 20000000 /dev/zero | tr '\\0' x");
    await ended;
    expect(env.stdout.join('')).toHaveLength(20_000_000);
    expect(Math.max(...env.stdout.map((line) => line.length))).toBeLessThan(200_000);
  });

  it('is cut after a second where a process in the background holds it open; that process lives on', async () => {
    const { env, launcher, ended } = start('sleep 600 & echo started');
    await expect(ended).resolves.toBe('The command succeeded with exit code 0.');
    expect(env.stdout).toEqual(['started']);
    expect(env.outputs).toContainEqual(expect.stringMatching(/^The output is cut here/));
    expect(env.outputs).toContainEqual(expect.stringMatching(/go on in the background\.$/));
    expect(membersOf(launcher.groupId)).toHaveLength(1);
  });

  it('is not waited for where a process in the background does not hold it', async () => {
    const { env, launcher, ended } = start('sleep 600 >/dev/null 2>&1 </dev/null & echo started');
    await ended;
    expect(env.outputs.some((message) => String(message).startsWith('The output is cut'))).toBe(false);
    expect(env.outputs).toContainEqual(expect.stringMatching(/go on in the background\.$/));
    expect(membersOf(launcher.groupId)).toHaveLength(1);
  });

  it.each(['echo x; exec sleep 600', 'sleep 600 & echo x'])(
    'ends the command where a predicate throws, with that error: %s',
    async (script) => {
      const isOutputIgnorable = (): boolean => {
        throw new Error('bad predicate');
      };
      const { launcher, ended } = start(script, { ...KILLING, isOutputIgnorable });
      await expect(ended).resolves.toBe('bad predicate');
      expect(membersOf(launcher.groupId)).toEqual([]);
    },
  );
});

describe('the stdin of a running command', () => {
  it('is open as long as it runs, and fed by messages', async () => {
    const { env, ended } = start(['cat']);
    env.send('first');
    await env.heard('[STDOUT] -- first');
    env.send({ second: true });
    await env.heard('[STDOUT] -- {"second":true}');
    env.interrupt();
    await expect(ended).resolves.toBe('The command failed with signal SIGINT.');
  });

  it('may be closed by the command while messages come', async () => {
    const { env, ended } = start('exec <&-; echo closed; sleep 0.2; echo done');
    await env.heard('[STDOUT] -- closed');
    for (let i = 0; i < 20; i++) env.send('x'.repeat(100_000));
    await expect(ended).resolves.toBe('The command succeeded with exit code 0.');
    expect(env.stdout).toEqual(['closed', 'done']);
  });
});

describe('interrupting a command', () => {
  it('begins with SIGINT, after which it may clean up', async () => {
    const script =
      "process.on('SIGINT', () => { console.log('cleaned up'); process.exit(7); }); console.log('ready'); setInterval(() => {}, 1e9)";
    const { env, ended } = start(nodeCommand(script), PATIENT);
    await env.heard('[STDOUT] -- ready');
    env.interrupt();
    await expect(ended).resolves.toBe('The command failed with exit code 7.');
    expect(env.stdout).toEqual(['ready', 'cleaned up']);
  });

  it('goes on with SIGTERM', async () => {
    const script = `let heard = 0;
      const hear = (signal) => { console.log(signal); heard += 1; if (heard === 2) process.exit(8); };
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, hear);
      console.log('ready'); setInterval(() => {}, 1e9)`;
    const { env, ended } = start(nodeCommand(script), INSISTING);
    await env.heard('[STDOUT] -- ready');
    env.interrupt();
    await expect(ended).resolves.toBe('The command failed with exit code 8.');
    // Signals that come at once may reach a process in any order.
    expect([...env.stdout].sort()).toEqual(['SIGINT', 'SIGTERM', 'ready']);
  });

  it('ends with SIGKILL what ignores both', async () => {
    const { env, launcher, ended } = start('trap "" INT TERM; echo ready; sleep 600 & sleep 600', KILLING);
    await env.heard('[STDOUT] -- ready');
    env.interrupt();
    await expect(ended).resolves.toBe('The command failed with signal SIGKILL.');
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('ends a shell, its child and its grandchild', async () => {
    const { env, launcher, ended } = start('sh -c "sh -c \'sleep 600 & echo ready; wait\' & wait" & wait', INSISTING);
    await env.heard('[STDOUT] -- ready');
    expect(membersOf(launcher.groupId).length).toBeGreaterThanOrEqual(3);
    env.interrupt();
    await ended;
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('ends jobs in the background, which ignore SIGINT, also when their shell is long gone', async () => {
    const { env, launcher, ended } = start('sleep 600 & echo ready; sleep 600', INSISTING);
    await env.heard('[STDOUT] -- ready');
    env.interrupt();
    await ended;
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('ends a command that prints without end', async () => {
    const { env, launcher, ended } = start(['yes'], PATIENT);
    await env.heard('[STDOUT] -- y');
    env.interrupt();
    await expect(ended).resolves.toBe('The command failed with signal SIGINT.');
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('ends one that starts processes all the time', async () => {
    const { env, launcher, ended } = start('trap "" INT; while :; do sleep 600 & echo ready; sleep 0.01; done', KILLING);
    await env.heard('[STDOUT] -- ready');
    env.interrupt();
    await ended;
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('is over only when the whole group is gone and all it printed was heard, though its first process ended at once', async () => {
    const stubborn = `process.on('SIGINT', () => {});
      process.on('SIGTERM', () => setTimeout(() => { console.log('bye'); process.exit(); }, 1_300));
      console.log('ready'); setInterval(() => {}, 1e9)`;
    const { env, launcher, ended } = start(['sh', '-c', '"$0" -e "$1" & wait', process.execPath, stubborn], INSISTING);
    await env.heard('[STDOUT] -- ready');
    env.interrupt();
    await ended;
    expect(membersOf(launcher.groupId)).toEqual([]);
    expect(env.stdout).toEqual(['ready', 'bye']);
  });

  it('ends what a command that has ended left behind, as long as its output is waited for', async () => {
    const { env, launcher, ended } = start('sleep 600 & echo ready', KILLING);
    await env.heard('[STDOUT] -- ready');
    await launcher.launched[0]?.exited;
    env.interrupt();
    await ended;
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('starts nothing where the attempt was over before', async () => {
    const launcher = new SpyLauncher();
    const env = new FakeEnvironment();
    const command = new ShellCommand(
      'it',
      async () => {
        env.interrupt();
        return 'echo';
      },
      { launcher },
    );
    await expect(command.run(env, undefined)).rejects.toThrow('interrupted');
    expect(launcher.launched).toEqual([]);
  });

  it('ends a command that was being started meanwhile', async () => {
    const { env, launcher, ended } = start(['sleep', '600'], PATIENT);
    await Promise.resolve();
    env.interrupt();
    await ended;
    expect(membersOf(launcher.groupId)).toEqual([]);
  });
});

describe('a command that runs and does nothing', () => {
  it('costs nothing: no timer is set', async () => {
    const kinds = (): readonly string[] =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate');
    const before = kinds();
    const { env, ended } = start(['cat']);
    env.send('ready');
    await env.heard('[STDOUT] -- ready');
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(kinds()).toEqual(before);
    env.interrupt();
    await ended;
  });
});
