import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, vi } from 'vitest';
import { autotrail, fixture, startAutotrail } from './support/autotrail.js';
import { scratchOfThisFile } from './support/scratch.js';

const scratch = scratchOfThisFile();

/** Written in another way by every encoder. */
const TOKEN = `t"k/n'4+y?é~`;
const MASKED = '[secret AUTOTRAIL_TEST_TOKEN]';
const FORMS = [TOKEN, encodeURIComponent(TOKEN), JSON.stringify(TOKEN).slice(1, -1), Buffer.from(TOKEN).toString('base64')];

/** All that a trail left on disk. */
async function leftOnDisk(): Promise<string> {
  const folder = process.env.XDG_STATE_HOME ?? '';
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
  return texts.join('\n');
}

describe('a secret', () => {
  it('appears nowhere, whoever says it: in no terminal, status, history, journal or output (invariant 31)', async () => {
    vi.stubEnv('AUTOTRAIL_TEST_TOKEN', TOKEN);
    const run = startAutotrail(scratch, 'run', fixture('secretive.js'));
    await run.prints('reply 2.1.1');
    const answers = [
      await autotrail(scratch, 'note', `it is ${TOKEN}`, '--trail', 'secretive', '--actor', TOKEN),
      await autotrail(scratch, 'list', '--trail', 'secretive', '--json'),
      await autotrail(scratch, 'status', '--trail', 'secretive'),
      await autotrail(scratch, 'reply', '2.1.1', TOKEN, '--trail', 'secretive', '--reason', `for ${TOKEN}`),
    ];
    const ended = await run.ended;
    answers.push(await autotrail(scratch, 'history', '--trail', 'secretive', '--json'));
    vi.unstubAllEnvs();
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 0));
    const places = {
      terminal: ended.stdout + ended.stderr,
      // Not what the command says on the side: it repeats to those who typed a value what they typed.
      answers: answers.map(({ stdout }) => stdout).join('\n'),
      disk: await leftOnDisk(),
    };
    for (const [place, text] of Object.entries(places)) {
      expect(
        FORMS.filter((form) => text.includes(form)),
        place,
      ).toEqual([]);
      expect(text.split(MASKED).length, place).toBeGreaterThan(3);
    }
  });
});
