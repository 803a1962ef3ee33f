import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrailClient } from 'autotrail';
import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from './support/terminal.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const INSTRUCTIONS = ['announce', 'freeze', 'copy files', 'copy database', 'test', 'switch', 'thaw'];

let folder: string;
let socketFile: string;

beforeEach(({ onTestFinished }) => {
  folder = mkdtempSync(join(tmpdir(), 'at-'));
  socketFile = join(folder, 'autotrail', 'move-site.sock');
  // What was asked for first is done last: the program is gone by then.
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function runbook(...args: readonly string[]): Terminal {
  return new Terminal(MAIN, args, { ...process.env, XDG_RUNTIME_DIR: folder });
}

/** Answers a question when it is asked. */
async function answer(terminal: Terminal, name: string, reply: string): Promise<void> {
  await terminal.shows(` ${name}: `);
  await terminal.shows('(y/n)');
  terminal.type(`${reply}\r`);
}

describe('The runbook', { timeout: 120_000 }, () => {
  it('leads through all instructions, in order', async () => {
    const terminal = runbook();
    for (const name of INSTRUCTIONS) await answer(terminal, name, 'y');
    const { exitCode, output } = await terminal.end();
    expect(output).toContain('1/7 announce: Tell everybody that example.org moves from old-1 to new-1.\n');
    expect(output.trimEnd()).toMatch(/\nAll instructions are done\.$/);
    expect(exitCode).toBe(0);
  });

  it('goes as far as it is told to, and asks again for what could not be done', async () => {
    const terminal = runbook('3');
    await answer(terminal, 'announce', 'y');
    await answer(terminal, 'freeze', 'n');
    await answer(terminal, 'freeze', 'perhaps');
    await terminal.shows('(y/n)');
    terminal.type('yes\r');
    const { exitCode, output } = await terminal.end();
    expect(output).toContain('Still to do: copy files, copy database, test, switch, thaw.\n');
    expect(exitCode).toBe(0);
  });

  it('goes on when the instruction was settled from elsewhere', async () => {
    const terminal = runbook('2');
    await terminal.shows('(y/n)');
    await using client = new TrailClient(socketFile);
    await client.sendMessageToSteps(true, { name: 'announce' });
    terminal.type('n\r');
    await terminal.shows('That was settled from elsewhere.');
    await answer(terminal, 'freeze', 'y');
    expect(await terminal.end()).toMatchObject({ exitCode: 0 });
  });

  it('says at Ctrl-C what is left, and leaves no socket', async () => {
    const terminal = runbook();
    await answer(terminal, 'announce', 'y');
    await terminal.shows('(y/n)');
    terminal.type('\x03');
    const { exitCode, output } = await terminal.end();
    expect(output).toContain('Left early. Still to do: freeze, copy files,');
    expect(readdirSync(join(folder, 'autotrail'))).toEqual([]);
    expect(exitCode).toBe(1);
  });

  it('refuses a number of instructions that is none', async () => {
    const { exitCode, output } = await runbook('-1').end();
    expect(output).toBe('Expected a number of instructions from 1 up, got -1.\n');
    expect(exitCode).toBe(1);
  });
});
