import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { ActionObject } from '@autotrail/layer1';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ShellCommand } from '../../src/command/shell-command.js';
import { isolated } from '../../src/isolated/isolated.js';
import { AttemptProcesses } from '../../src/process/attempt-processes.js';
import { findProcesses } from '../../src/process/find-processes.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { LostServer } from '../support/lost-server.js';
import { killMarked, marked } from '../support/processes.js';

const interruptDelays = { terminateMs: 100, killMs: 100 };
const COMMAND = new ShellCommand('it', 'unused', { interruptDelays });
const TO_NOBODY = '>/dev/null 2>&1 </dev/null';

const keys: string[] = [];

function attempt(): FakeEnvironment {
  const env = new FakeEnvironment();
  keys.push(env.key);
  return env;
}

/** Has a server lost that was running a script, with its launcher or without. */
async function lose(env: FakeEnvironment, script: string, { hasLauncher = true } = {}): Promise<void> {
  const server = new LostServer('command', env, ['sh', '-c', script]);
  await server.heard('[STDOUT] -- ready');
  const launcher = server.launcher();
  // Stopped first: it would do what it is there for.
  if (!hasLauncher) process.kill(launcher, 'SIGSTOP');
  await server.kill();
  if (!hasLauncher) process.kill(launcher, 'SIGKILL');
}

async function recover(action: ActionObject<unknown>, env: FakeEnvironment) {
  return action.recover?.(env, undefined) ?? expect.fail('it cannot recover');
}

afterEach(() => {
  for (const key of keys.splice(0)) killMarked(key);
});

describe.runIf(process.platform === 'linux')('recovering an attempt of a lost server', () => {
  it('finds nothing where nothing is left', async () => {
    expect(await recover(COMMAND, attempt())).toEqual({ fate: 'lost' });
    expect(await recover(isolated(new URL('file:///x.js'), 'it'), attempt())).toEqual({ fate: 'lost' });
  });

  it('finds what is left, leaves it alone until it is told to end it, and says when it is gone', async () => {
    const env = attempt();
    await lose(env, 'sleep 600 & echo ready; sleep 600', { hasLauncher: false });
    const found = await recover(COMMAND, env);
    if (found.fate !== 'left behind') return expect.fail(found.fate);
    expect(found.processes.map(({ pid }) => pid).sort()).toEqual([...marked(env.key)].sort());
    expect(found.processes.map(({ command }) => command)).toContain('sleep 600');
    expect(marked(env.key)).toHaveLength(3);
    env.interrupt();
    await found.gone;
    expect(marked(env.key)).toEqual([]);
  });

  it('says so too where it has ended by itself', async () => {
    const env = attempt();
    await lose(env, 'echo ready; sleep 600', { hasLauncher: false });
    const found = await recover(COMMAND, env);
    killMarked(env.key);
    await (found.fate === 'left behind' && found.gone);
    expect(marked(env.key)).toEqual([]);
  });

  it.each([
    ['a shell, its child and its grandchild', 'sh -c "sh -c \'sleep 600 & echo ready; wait\' & wait" & wait'],
    ['what ignores INT and TERM', 'trap "" INT TERM; sleep 600 & echo ready; sleep 600'],
    [
      'what has left the group',
      `setsid sleep 600 ${TO_NOBODY} & setsid sh -c 'trap "" TERM INT; sleep 600; :' & echo ready; sleep 600`,
    ],
    ['what starts processes all the time', 'trap "" INT TERM; while :; do sleep 600 & echo ready; sleep 0.01; done'],
    [
      'what leaves its group all the time',
      `S='sleep 0.01; setsid sh -c "$0" "$0" &'; setsid sh -c "$S" "$S" ${TO_NOBODY} & echo ready; sleep 600`,
    ],
  ])('ends %s, together with the launcher of the lost server and without it', async (_what, script) => {
    for (const hasLauncher of [true, false]) {
      const env = attempt();
      env.interrupt();
      await lose(env, script, { hasLauncher });
      const found = await recover(COMMAND, env);
      if (found.fate === 'left behind') await found.gone;
      else expect(hasLauncher).toBe(true);
      expect(marked(env.key)).toEqual([]);
    }
  });

  it('ends an isolated action in the middle of a loop', async () => {
    const env = attempt();
    const server = new LostServer('isolated', env, ['unused']);
    await server.heard('busy');
    process.kill(server.launcher(), 'SIGSTOP');
    const launcher = server.launcher();
    await server.kill();
    process.kill(launcher, 'SIGKILL');
    const found = await recover(isolated(new URL('file:///x.js'), 'busy', { interruptDelays }), env);
    expect(found).toMatchObject({ fate: 'left behind', processes: [{ command: expect.stringContaining('isolated-runner') }] });
    env.interrupt();
    await (found.fate === 'left behind' && found.gone);
    expect(marked(env.key)).toEqual([]);
  });

  it('takes a launcher of a server that is itself a command for no process of that command', async () => {
    const [inner, outer] = [attempt(), attempt()];
    vi.stubEnv('AUTOTRAIL_ATTEMPT', outer.key);
    const server = new LostServer('command', inner, ['sh', '-c', 'echo ready; exec sleep 600']);
    vi.unstubAllEnvs();
    await server.heard('[STDOUT] -- ready');
    expect((await findProcesses(outer.key)).map(({ command }) => command)).toEqual([expect.stringContaining('lost-server.js')]);
    expect((await findProcesses(inner.key)).map(({ command }) => command)).toEqual(['sleep 600']);
    await server.kill();
  });

  it('never signals a stranger who has been given the number of a process that is gone', async () => {
    const env = attempt();
    const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    await once(stranger, 'spawn');
    const processes = new AttemptProcesses(env.key, [{ pid: stranger.pid ?? 0, startTime: '1', command: 'sleep 600' }]);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) processes.signal(signal);
    await processes.gone();
    expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    stranger.kill('SIGUSR2');
    expect(await once(stranger, 'exit')).toEqual([null, 'SIGUSR2']);
  });
});
