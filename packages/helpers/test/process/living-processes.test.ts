import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { livingProcesses } from '../../src/process/living-processes.js';

describe.runIf(process.platform === 'linux')('livingProcesses', () => {
  it('knows this process, and the group of one whose name holds parentheses and spaces', async () => {
    const rename = "process.title = 'a) Z 1 (b'; console.log('ready'); setInterval(() => {}, 1e9)";
    const child = spawn(process.execPath, ['-e', rename], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    const pid = child.pid ?? Number.NaN;
    expect(livingProcesses().get(pid)).toBe(pid);
    expect(livingProcesses().has(process.pid)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(livingProcesses().has(pid)).toBe(false);
  });
});
