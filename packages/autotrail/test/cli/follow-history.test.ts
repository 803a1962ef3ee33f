import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { textWidth } from '../../src/cli/text-width.js';
import { autotrail, BIN, type Running, startAutotrail } from '../support/autotrail.js';
import { withoutOwnSequences } from '../support/control-sequences.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();

const TRAIL = `
import { step } from 'autotrail';
const first = step(() => 'done', { name: 'first' });
const ask = step((env) => env.input('Go on?'), { name: 'ask' });
export default [[first, ask]];
`;

/** A run that asks something by now. */
async function served(): Promise<Running> {
  await scratch.write('trail.js', TRAIL);
  const run = startAutotrail(scratch, 'run', 'trail.js');
  await run.prints('reply 1.1.1');
  return run;
}

describe('history --follow', () => {
  it('prints what has happened and then what happens, as `history` tells it, until the server ends', async () => {
    const run = await served();
    const follow = startAutotrail(scratch, 'history', '--follow');
    await follow.prints('ask asks (1.1.1): Go on?');
    await autotrail(scratch, 'note', 'in the middle', '--actor', 'ada');
    await follow.prints('note: in the middle');
    await autotrail(scratch, 'reply', '1.1.1', 'yes');
    await run.ended;
    const { code, stdout, stderr } = await follow.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'The server has ended.\n' });
    const table = (await autotrail(scratch, 'history')).stdout;
    const squeezed = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/ {2,}/g, '  '));
    expect(squeezed(stdout)).toEqual(squeezed(table));
  });

  it('prints the records as lines of JSON, each once and in order', async () => {
    const run = await served();
    const follow = startAutotrail(scratch, 'history', '--follow', '--json');
    await follow.prints('"type":"prompt"');
    await autotrail(scratch, 'reply', '1.1.1', 'yes');
    await run.ended;
    const { code, stdout } = await follow.ended;
    expect(code).toBe(0);
    expect(stdout).toBe((await autotrail(scratch, 'history', '--json')).stdout);
    expect(stdout.split('\n').length).toBeGreaterThan(5);
  });

  it('leaves out what is not wanted, and refuses what it cannot follow', async () => {
    const run = await served();
    const follow = startAutotrail(scratch, 'history', '--follow', '--commands', '--name', 'ask', '--verbose');
    await follow.prints('start');
    await autotrail(scratch, 'note', 'about the whole', '--actor', 'ada');
    await autotrail(scratch, 'reply', '1.1.1', 'yes', '--request-id', 'once');
    await run.ended;
    const { stdout } = await follow.ended;
    expect(stdout).toMatch(/once +reply to 1\.1\.1 of ask: yes/);
    expect(stdout).not.toContain('about the whole');
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(await autotrail(scratch, 'history', '--follow')).toMatchObject({ code: 3, stdout: '' });
    for (const other of [
      ['--last', '1'],
      ['--journal', 'x'],
      ['--run', 'x'],
    ]) {
      const { code, stderr } = await autotrail(scratch, 'history', '--follow', ...other);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('cannot be used with') });
    }
  });

  it('says that no step is meant where none is', async () => {
    await served();
    const { code, stderr } = await autotrail(scratch, 'history', '--follow', '--name', 'nobody');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('name=nobody') });
  });

  it('tells a server that was lost from one that has ended', async () => {
    const run = await served();
    const follow = startAutotrail(scratch, 'history', '--follow');
    await follow.prints('Go on?');
    run.kill('SIGKILL');
    expect(await follow.ended).toMatchObject({ code: 6, stderr: 'The server was lost.\n' });
  });

  it('ends with its reader, or when it is interrupted; the trail goes on', async () => {
    const run = await served();
    const child = spawn(process.execPath, [BIN, 'history', '--follow'], {
      cwd: scratch.folder,
      env: scratch.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const exited = once(child, 'exit');
    await autotrail(scratch, 'note', 'to nobody');
    expect(await exited).toEqual([0, null]);
    const follow = startAutotrail(scratch, 'history', '--follow');
    await follow.prints('to nobody');
    follow.kill('SIGINT');
    await follow.ended;
    await autotrail(scratch, 'reply', '1.1.1', 'yes');
    expect((await run.ended).code).toBe(0);
  });

  it('keeps to the width of a terminal', async () => {
    for (const columns of [40, 120]) {
      const run = await served();
      const session = new TerminalSession(scratch, ['history', '--follow'], { columns });
      await session.typeAt('ask asks', '');
      await autotrail(scratch, 'reply', '1.1.1', 'yes');
      await run.ended;
      const { code, shown } = await session.ended;
      expect(code).toBe(0);
      const lines = withoutOwnSequences(shown).split('\r\n');
      expect(lines.length).toBeGreaterThan(5);
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    }
  });
});
