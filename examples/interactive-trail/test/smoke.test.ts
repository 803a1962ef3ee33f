import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrailClient } from 'autotrail';
import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from './support/terminal.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const CTRL_C = '\x03';
const CTRL_D = '\x04';

let folder: string;
let socketFile: string;

beforeEach(({ onTestFinished }) => {
  folder = mkdtempSync(join(tmpdir(), 'at-'));
  socketFile = join(folder, 'autotrail', 'breakfast.sock');
  // What was asked for first is done last: the program is gone by then.
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** The example, at its prompt. */
async function startExample(): Promise<Terminal> {
  const terminal = new Terminal(MAIN, [], { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder });
  await terminal.shows('Ctrl-D leaves.', 'breakfast> ');
  return terminal;
}

describe('The interactive trail', { timeout: 120_000 }, () => {
  it('has breakfast served by what the welcome says', async () => {
    const terminal = await startExample();
    terminal.type('list()\r');
    await terminal.shows('# 0 - boil water  dish="coffee"', '# 5 - serve');
    terminal.type('start()\r');
    await terminal.shows(
      'start (acting):',
      '# 1 - eggs? asks (1.1.1): How many eggs?',
      'Paused due to failure (The toast is burnt.)',
    );
    terminal.type("sendMessageToSteps(2, { name: 'eggs?' })\r");
    await terminal.shows('sendMessageToSteps (acting):', '# 4 - boil eggs: Succeeded');
    terminal.type("resume({ name: 'toast' })\r");
    await terminal.shows('resume (acting):', '# 2 - toast: Succeeded');
    terminal.type("interrupt({ dish: 'coffee' })\r");
    await terminal.shows('interrupt (acting):', '# 0 - boil water: Interrupted');
    terminal.type("skip({ name: 'boil water' })\r");
    await terminal.shows('skip (acting):', 'Breakfast is ready, with 2 eggs. Is it on the table?');
    terminal.type('.reply 5 true\r');
    await terminal.shows('reply (acting):', '# 5 - serve: Succeeded');
    terminal.type('context\r');
    await terminal.shows('{ eggs: 2 }');
    terminal.type('.exit\r');
    await terminal.shows('[stop/DETACH]');
    terminal.type('stop\r');
    expect(await terminal.end()).toMatchObject({ exitCode: 0 });
    expect(existsSync(socketFile)).toBe(false);
  });

  it('goes on without the prompt when it is detached, until Ctrl-C', async () => {
    const terminal = await startExample();
    terminal.type(CTRL_D);
    await terminal.shows('[stop/DETACH]');
    terminal.type('\r');
    await terminal.shows('The trail goes on');
    await using client = new TrailClient(socketFile);
    await client.start();
    await client.wait({ until: 'needsInput' });
    expect(await client.stepsWaitingForUserInput()).toMatchObject([{ name: 'eggs?' }]);
    terminal.type(CTRL_C);
    expect(await terminal.end()).toMatchObject({ exitCode: 0 });
    expect(existsSync(socketFile)).toBe(false);
  });
});
