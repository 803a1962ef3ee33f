import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { goneGroups } from '../../src/process/gone-groups.js';
import { LocalGroup } from '../../src/process/local-group.js';
import { membersOf } from '../support/processes.js';

const started: number[] = [];

/** Starts a shell script in a group of its own. */
function start(script: string): { readonly child: ChildProcess; readonly group: LocalGroup; readonly id: number } {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const id = child.pid ?? Number.NaN;
  started.push(id);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, group: new LocalGroup(id, exited), id };
}

async function firstLineOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) return '';
  const [line] = await once(createInterface(stdout), 'line');
  return line as string;
}

afterEach(() => {
  for (const id of started.splice(0)) for (const pid of membersOf(id)) process.kill(pid, 'SIGKILL');
});

describe('LocalGroup', () => {
  it('is alive as long as its first process is', async () => {
    const { child, group } = start('echo ready; exec sleep 600');
    await firstLineOf(child);
    expect(group.isAlive()).toBe(true);
    group.signal('SIGKILL');
    await group.gone();
    expect(group.isAlive()).toBe(false);
  });

  it('is alive as long as any of its processes is', async () => {
    const { child, group, id } = start('sleep 600 & echo ready');
    await firstLineOf(child);
    await once(child, 'exit');
    expect(group.isAlive()).toBe(true);
    expect(membersOf(id)).toHaveLength(1);
    group.signal('SIGKILL');
    await group.gone();
    expect(membersOf(id)).toEqual([]);
    expect(group.isAlive()).toBe(false);
  });

  it('hands a signal to children and grandchildren', async () => {
    const { child, group, id } = start('sh -c "sh -c \'sleep 600 & echo ready; wait\' & wait" & wait');
    await firstLineOf(child);
    expect(membersOf(id).length).toBeGreaterThanOrEqual(3);
    group.signal('SIGTERM');
    await group.gone();
    expect(membersOf(id)).toEqual([]);
  });

  it('ignores a signal once it is gone, and may be asked again', async () => {
    const { child, group } = start('exit 0');
    await once(child, 'exit');
    await group.gone();
    await group.gone();
    expect(() => group.signal('SIGKILL')).not.toThrow();
    expect(group.isAlive()).toBe(false);
  });

  it('leaves no timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const { child, group } = start('sleep 600 & echo ready');
    await firstLineOf(child);
    await once(child, 'exit');
    const gone = group.gone();
    group.signal('SIGKILL');
    await gone;
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

describe('goneGroups', () => {
  it('answers those that have no process', async () => {
    const gone = start('exit 0');
    await once(gone.child, 'exit');
    const living = start('sleep 600 & echo ready');
    await firstLineOf(living.child);
    await once(living.child, 'exit');
    expect(goneGroups([gone.id, living.id])).toEqual([gone.id]);
  });

  it.runIf(process.platform === 'linux')('counts a group of nothing but zombies as gone', async () => {
    // The subshell starts a process in this group and leaves the group itself, as a Node, which never asks how a stranger ended.
    const keep = 'console.log(process.pid); setInterval(() => {}, 1e9)';
    const { child, group, id } = start(`(sleep 600 & exec setsid ${process.execPath} -e '${keep}') & wait $!`);
    const keeper = Number(await firstLineOf(child));
    process.kill(-id, 'SIGKILL');
    await group.gone();
    expect(process.kill(-id, 0)).toBe(true);
    process.kill(keeper, 'SIGKILL');
  });

  it.runIf(process.platform === 'linux')('takes a group whose number a new process has for another one', () => {
    // The group was said to have lost its first process, so a process of that number must be a stranger.
    const { id } = start('exec sleep 600');
    expect(goneGroups([id])).toEqual([id]);
  });
});
