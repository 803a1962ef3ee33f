import process from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { ShellCommand } from '../../src/command/shell-command.js';
import type { ShellCommandOptions } from '../../src/command/shell-command-options.js';
import type { LaunchedGroup, Launcher } from '../../src/process/launcher.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { killMarked, membersOf, SpyLauncher } from '../support/processes.js';

const KILLING = { interruptDelays: { terminateMs: 0, killMs: 0 } };
const TO_NOBODY = '>/dev/null 2>&1 </dev/null';

/** Leaves its group, and says so. */
const ESCAPE = `setsid sh -c 'echo $$; exec sleep 600 ${TO_NOBODY}'`;

const keys: string[] = [];

function start(script: string, options: ShellCommandOptions = {}) {
  const launcher = new SpyLauncher();
  const env = new FakeEnvironment();
  keys.push(env.key);
  const action = new ShellCommand('it', script, { shell: true, ...KILLING, ...options, launcher });
  const ended = action.run(env, undefined).catch((error: Error) => error.message);
  return { env, launcher, ended };
}

/** A group of an attempt that is interrupted when the group is looked at for the second time: the first is to know how it ended. */
function interruptedOnLook(group: LaunchedGroup, env: FakeEnvironment): LaunchedGroup {
  let looks = 0;
  return {
    id: group.id,
    signal: (signal) => group.signal(signal),
    gone: () => group.gone(),
    isAlive: () => {
      looks += 1;
      if (looks === 2) env.interrupt();
      return group.isAlive();
    },
  };
}

afterEach(() => {
  for (const key of keys.splice(0)) killMarked(key);
});

describe('the mark of a command', () => {
  it('is the key of its attempt, whatever the options say', async () => {
    const { env, ended } = start('echo $AUTOTRAIL_ATTEMPT', { env: { AUTOTRAIL_ATTEMPT: 'mine' } });
    await ended;
    expect(env.stdout).toEqual([env.key]);
  });
});

describe.runIf(process.platform === 'linux')('what survives a command', () => {
  it('that was interrupted is what has left its group: it is listed, and no longer when it is gone', async () => {
    const { env, launcher, ended } = start(`${ESCAPE} & sleep 600`);
    await env.until(() => env.stdout.length > 0);
    env.interrupt();
    await ended;
    expect(membersOf(launcher.groupId)).toEqual([]);
    const escapee = Number(env.stdout[0]);
    expect(env.told).toEqual([[{ pid: escapee, startTime: expect.any(String), command: 'sleep 600' }]]);
    process.kill(escapee, 'SIGKILL');
    await env.aloneAgain();
    expect(env.told).toHaveLength(2);
  });

  it('includes what survivors start before they are gone', async () => {
    const second = "trap 'setsid sleep 601 & exit' USR1; echo ready; while :; do sleep 0.01; done";
    const { env, ended } = start(`setsid sh -c "${second}" & echo $!; sleep 600`);
    await env.until(() => env.stdout.includes('ready') && env.stdout.length === 2);
    env.interrupt();
    await ended;
    const first = Number(env.stdout.find((line) => line !== 'ready'));
    process.kill(first, 'SIGUSR1');
    await env.until(() => env.told.at(-1)?.some(({ command }) => command === 'sleep 601') === true);
    await env.until(() => env.told.at(-1)?.length === 1);
    killMarked(env.key);
    await env.aloneAgain();
  });

  it('includes what survivors start and outlive', async () => {
    const parent = "trap 'setsid sleep 602 &' USR1; sleep 600 & echo ready; while :; do wait; done";
    const { env, ended } = start(`setsid sh -c "${parent}" & echo $!; sleep 600`);
    await env.until(() => env.stdout.includes('ready') && env.stdout.length === 2);
    env.interrupt();
    await ended;
    const pid = Number(env.stdout.find((line) => line !== 'ready'));
    process.kill(pid, 'SIGUSR1');
    await env.until(() => env.told.at(-1)?.some(({ command }) => command === 'sleep 602') === true);
    expect(env.told.at(-1)).toContainEqual(expect.objectContaining({ pid }));
    killMarked(env.key);
    await env.aloneAgain();
  });

  it('that has ended by itself is what it has left in the background', async () => {
    const { env, launcher, ended } = start(`sleep 600 ${TO_NOBODY} & echo $!`);
    await ended;
    const [pid] = membersOf(launcher.groupId);
    expect(env.told).toEqual([[{ pid, startTime: expect.any(String), command: 'sleep 600' }]]);
    process.kill(pid ?? 0, 'SIGKILL');
    await env.aloneAgain();
  });

  it('that has failed while its output was heard is listed as well', async () => {
    const isOutputIgnorable = (): boolean => {
      throw new Error('bad predicate');
    };
    const { env, ended } = start(`${ESCAPE} & sleep 600`, { isOutputIgnorable });
    await expect(ended).resolves.toBe('bad predicate');
    expect(env.told).toEqual([[expect.objectContaining({ command: 'sleep 600' })]]);
  });

  it('that has ended by itself is nothing where an interrupt comes while it is looked for: that ends what is in the background', async () => {
    const env = new FakeEnvironment();
    keys.push(env.key);
    const spy = new SpyLauncher();
    const launcher: Launcher = {
      async launch(spec) {
        const child = await spy.launch(spec);
        return { ...child, group: interruptedOnLook(child.group, env) };
      },
    };
    const action = new ShellCommand('it', `sleep 600 ${TO_NOBODY} & echo $!`, { shell: true, ...KILLING, launcher });
    await action.run(env, undefined);
    expect(env.stdout).toHaveLength(1);
    expect(membersOf(spy.groupId)).toEqual([]);
    expect(env.told).toEqual([]);
  });

  it('is nothing where all has ended, interrupted or not', async () => {
    const quiet = start('true');
    await quiet.ended;
    const interrupted = start('echo ready; sleep 600');
    await interrupted.env.heard('[STDOUT] -- ready');
    interrupted.env.interrupt();
    await interrupted.ended;
    expect([quiet.env.told, interrupted.env.told]).toEqual([[], []]);
  });
});
