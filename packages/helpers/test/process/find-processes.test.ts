import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findProcesses } from '../../src/process/find-processes.js';
import { killMarked, marked, membersOf } from '../support/processes.js';

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return { ...fs, readdirSync: vi.fn(fs.readdirSync) };
});

const keys: string[] = [];
const groups: number[] = [];

/** Starts a shell script that carries a key; resolves when it has said something. */
async function start(script: string, key: string) {
  keys.push(key);
  const env = { ...process.env, AUTOTRAIL_ATTEMPT: key };
  const child = spawn('sh', ['-c', script], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  groups.push(child.pid ?? Number.NaN);
  const [line] = await once(child.stdout, 'data');
  return { child, line: String(line).trim() };
}

afterEach(() => {
  for (const key of keys.splice(0)) killMarked(key);
  for (const group of groups.splice(0)) for (const pid of membersOf(group)) process.kill(pid, 'SIGKILL');
});

describe.runIf(process.platform === 'linux')('findProcesses', () => {
  it('finds what carries a key in whatever group and session, with its start time and what it runs', async () => {
    const key = `test/${randomUUID()}/1.1`;
    const { child, line } = await start('setsid sleep 600 & echo $!; sleep 600', key);
    const found = await findProcesses(key);
    expect(found.map(({ pid }) => pid)).toEqual(expect.arrayContaining([child.pid, Number(line)]));
    expect(found.find(({ pid }) => pid === child.pid)).toEqual({
      pid: child.pid,
      startTime: expect.stringMatching(/^\d+$/),
      command: 'sh -c setsid sleep 600 & echo $!; sleep 600',
    });
  });

  it('takes no key for another one that begins or ends like it, and no other variable for the mark', async () => {
    const key = `test/${randomUUID()}/1.1`;
    await start('echo ready; exec sleep 600', `${key}1`);
    await start('echo ready; exec sleep 600', `x${key}`);
    await start(`AUTOTRAIL_ATTEMPT= MY_AUTOTRAIL_ATTEMPT=${key} sh -c 'echo ready; exec sleep 600'`, `other/${key}`);
    expect(await findProcesses(key)).toEqual([]);
  });

  it('counts no zombie', async () => {
    const key = `test/${randomUUID()}/1.1`;
    // A shell that becomes a program which never asks how its child ended.
    const { child, line } = await start('sleep 600 & echo $!; exec sleep 600', key);
    process.kill(Number(line), 'SIGKILL');
    await vi.waitUntil(() => !marked(key).includes(Number(line)));
    expect((await findProcesses(key)).map(({ pid }) => pid)).toEqual([child.pid]);
  });

  it('shows a long command shortened and on one line', async () => {
    const key = `test/${randomUUID()}/1.1`;
    await start(`echo ready; # ${'x'.repeat(1_000)}\n sleep 600; :`, key);
    const shell = (await findProcesses(key)).find(({ command }) => command.startsWith('sh '));
    expect(shell?.command).toHaveLength(201);
  });

  it('looks once for all who ask at a time, and again for those who ask later', async () => {
    const key = `test/${randomUUID()}/1.1`;
    const { child } = await start('echo ready; exec sleep 600', key);
    const looks = vi.mocked(readdirSync);
    const before = looks.mock.calls.length;
    const found = await Promise.all(Array.from({ length: 500 }, (_, i) => findProcesses(i % 2 === 0 ? key : `${key}.${i}`)));
    const once = looks.mock.calls.length - before;
    expect(once).toBeGreaterThan(0);
    expect(once).toBeLessThan(500);
    await findProcesses(key);
    expect(looks.mock.calls.length - before).toBeGreaterThan(once);
    expect(found.map((each) => each.map(({ pid }) => pid))).toEqual(found.map((_, i) => (i % 2 === 0 ? [child.pid] : [])));
  });
});
