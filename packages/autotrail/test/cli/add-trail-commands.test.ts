import { describe, expect, it } from 'vitest';
import { autotrail, fixture, runNode, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

function own(...args: readonly string[]): ReturnType<typeof runNode> {
  return runNode(scratch, fixture('own-program.js'), '--server', `${scratch.folder}/autotrail/release.sock`, ...args);
}

describe('addTrailCommands', () => {
  it('gives a program of its own the commands, with switches for tags, and leaves its others alone', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'), '--step');
    await run.prints('resume -n 0');
    expect(await own('hello')).toEqual({ code: 0, stdout: 'hello from the program itself\n', stderr: '' });
    expect(await own('resume', '--phase', 'before', '--level', '1', '--yes')).toMatchObject({ code: 0, stdout: '  0  check\n' });
    expect(await own('wait', '--until', 'needs-input')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('  own --server X reply 0.1.1'),
    });
    expect(await own('resume', '--phase', 'before')).toMatchObject({ code: 4 });
    expect(await own('resume', '--phase', 'lunch', '--yes')).toMatchObject({ code: 2 });
    expect(await own('resume', '--frobnicate', '--json')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^\{"code":"AUTOTRAIL_USAGE"/),
    });
    await autotrail(scratch, 'shutdown', '--yes');
    await run.ended;
    expect(await own('ping')).toMatchObject({ code: 3 });
  });

  it('leaves what is typed wrong before a command to the program', async () => {
    expect(await own('frobnicate')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("error: unknown command 'frobnicate'"),
    });
  });
});
