import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { orphanGone } from '../../src/process/orphan.js';
import { startTimeOf } from '../../src/process/start-time.js';

describe('orphanGone', () => {
  it('resolves when the process has ended', async () => {
    const child = spawn('sleep', ['600']);
    const pid = child.pid ?? 0;
    let isGone = false;
    const gone = orphanGone(pid, startTimeOf(pid)).then(() => {
      isGone = true;
    });
    await new Promise(setImmediate);
    expect(isGone).toBe(false);
    child.kill('SIGKILL');
    await gone;
    await (child.exitCode ?? child.signalCode ?? once(child, 'exit'));
  });

  it.runIf(process.platform === 'linux')('takes a later process of the same number for another one', async () => {
    await orphanGone(process.pid, 'another time');
    await orphanGone(process.pid, null);
  });
});

describe.runIf(process.platform === 'linux')('startTimeOf', () => {
  it('is the same whenever it is asked, and null where no process is alive', async () => {
    expect(startTimeOf(process.pid)).toMatch(/^\d+$/);
    expect(startTimeOf(process.pid)).toBe(startTimeOf(process.pid));
    const child = spawn('true');
    const pid = child.pid ?? 0;
    await once(child, 'exit');
    expect(startTimeOf(pid)).toBeNull();
  });
});
