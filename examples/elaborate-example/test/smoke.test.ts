import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'at-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the example as its user does. */
async function weatherReport(...args: readonly string[]) {
  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, lines: output.trimEnd().split('\n') };
}

describe('The weather report', { timeout: 120_000 }, () => {
  it('is made the lazy way, without the branch of hard work', async () => {
    expect(await weatherReport('--lazy')).toEqual({
      code: 0,
      lines: [
        'wake up       Succeeded',
        'lazy?         Succeeded',
        'hardwork?     Failed     Not today: the mode is lazy.',
        'as yesterday  Succeeded',
        'read roof     Skipped',
        'read garden   Skipped',
        'read cellar   Skipped',
        'average       Skipped',
        'report        Succeeded  It is 12 °C.',
      ],
    });
  });

  it('is made with hard work: a busy thermometer is read again, a broken one is left out', async () => {
    expect(await weatherReport('--hardwork', '--factor', '1.5')).toEqual({
      code: 0,
      lines: [
        'wake up       Succeeded',
        'lazy?         Failed     Not today: the mode is hardwork.',
        'hardwork?     Succeeded',
        'as yesterday  Skipped',
        'read roof     Succeeded  16.5 °C',
        'read garden   Succeeded  13.5 °C',
        'read cellar   Succeeded  left out: The thermometer at the cellar is broken.',
        'average       Succeeded  15 °C from 2 readings',
        'report        Succeeded  It is 15 °C.',
      ],
    });
  });

  it.each([[[]], [['--lazy', '--hardwork']], [['--lazy', '--factor', 'much']], [['--late']]])(
    'is not made if the switches are %j',
    async (args) => {
      expect(await weatherReport(...args)).toEqual({
        code: 2,
        lines: ['Usage: main.js --lazy | --hardwork [--factor <number>]'],
      });
    },
  );
});
