import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaunchSpec } from '../../src/process/launcher.js';
import { processLauncher } from '../../src/process/process-launcher.js';
import { nodeCommand } from '../support/processes.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotrail-'));
});

afterEach(() => rm(folder, { recursive: true }));

function spec([file, ...args]: readonly string[], more: Partial<LaunchSpec> = {}): LaunchSpec {
  const interruptDelays = { terminateMs: 0, killMs: 0 };
  return { what: 'the test', file: file ?? '', args, cwd: '.', env: { PATH: process.env.PATH ?? '' }, interruptDelays, ...more };
}

async function outputOf(launched: LaunchSpec): Promise<string> {
  const child = await processLauncher.launch(launched);
  return text(child.stdout);
}

describe('processLauncher', () => {
  it('starts a program with its arguments, in its folder, with its environment and no other', async () => {
    const script = 'console.log(JSON.stringify([process.argv.slice(1), process.cwd(), process.env]))';
    const env = { PATH: process.env.PATH ?? '', GREETING: 'hi' };
    const output = await outputOf(spec([...nodeCommand(script), 'a b', '-x'], { cwd: folder, env }));
    expect(JSON.parse(output)).toEqual([['a b', '-x'], expect.stringContaining(folder), expect.objectContaining(env)]);
    expect(Object.keys(JSON.parse(output)[2]).filter((name) => !name.startsWith('__'))).toEqual(Object.keys(env));
  });

  it('makes it the first of a process group of its own', async () => {
    const child = await processLauncher.launch(spec(['sh', '-c', 'echo $$; ps -o pgid= -p $$']));
    const [pid, group] = (await text(child.stdout)).trim().split(/\s+/);
    expect(Number(pid)).toBe(child.group.id);
    expect(group).toBe(pid);
  });

  it.each([
    ['exit 3', { code: 3, signal: null }],
    ['kill -TERM $$', { code: null, signal: 'SIGTERM' }],
  ])('tells how %s ended', async (script, exit) => {
    const child = await processLauncher.launch(spec(['sh', '-c', script]));
    await expect(child.exited).resolves.toEqual(exit);
  });

  it('says which program is missing', async () => {
    await expect(processLauncher.launch(spec(['no-such-program', 'x']))).rejects.toMatchObject({
      code: 'AUTOTRAIL_PROGRAM_NOT_FOUND',
      message: 'The command cannot be started: there is no program no-such-program.',
    });
  });

  it('says that the interpreter of a script may be missing', async () => {
    const script = join(folder, 'script');
    await writeFile(script, '#!/no/such/interpreter\n');
    await chmod(script, 0o755);
    await expect(processLauncher.launch(spec([script]))).rejects.toMatchObject({
      code: 'AUTOTRAIL_PROGRAM_NOT_FOUND',
      hint: expect.stringContaining('interpreter'),
    });
  });

  it.each([['no-such-folder'], ['file'], ['nul\0']])('says that the folder %j is missing', async (name) => {
    await writeFile(join(folder, 'file'), '');
    const cwd = join(folder, name);
    await expect(processLauncher.launch(spec(['echo'], { cwd }))).rejects.toMatchObject({
      code: 'AUTOTRAIL_FOLDER_NOT_FOUND',
      details: { cwd },
    });
  });

  it('says why a program cannot be started', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const notStarted = (reason: RegExp) => ({ code: 'AUTOTRAIL_COMMAND_NOT_STARTED', message: expect.stringMatching(reason) });
    await expect(processLauncher.launch(spec([file]))).rejects.toMatchObject(notStarted(/EACCES/));
    await expect(processLauncher.launch(spec(['echo', 'x'.repeat(10_000_000)]))).rejects.toMatchObject(notStarted(/E2BIG/));
    await expect(processLauncher.launch(spec(['echo', 'nul\0']))).rejects.toMatchObject(notStarted(/null bytes.*nul\\u0000/));
  });
});
