import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');
const script = fileURLToPath(new URL('../../../scripts/write-event-docs.mjs', import.meta.url));

/** The examples on the page, by the headings above them. */
function examples(): readonly (readonly [string, JournalRecord])[] {
  return [...page.matchAll(/^## (\w+)\n[\s\S]*?```json\n([\s\S]*?)```/gm)].map(([, heading = '', json = '']) => [
    heading,
    JSON.parse(json) as JournalRecord,
  ]);
}

/** Names every event there is: the compiler misses one that is new. */
const TYPES: Readonly<Record<JournalRecord['event']['type'], true>> = {
  created: true,
  resumed: true,
  note: true,
  command: true,
  message: true,
  reply: true,
  shutdown: true,
  limit: true,
  context: true,
  prompt: true,
  withdrawn: true,
  ended: true,
  survivors: true,
  timer: true,
};

describe('docs/events.md', () => {
  it('is made of the catalogue in the sources; `node scripts/write-event-docs.mjs` makes it so', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--print']);
    expect(page).toBe(stdout);
  });

  it('has a sentence, the fields and an example of every event', () => {
    expect(
      examples()
        .map(([heading]) => heading)
        .sort(),
    ).toEqual(Object.keys(TYPES).sort());
    for (const [heading, { event }] of examples()) expect(event.type).toBe(heading);
    for (const type of Object.keys(TYPES))
      expect(page).toMatch(new RegExp(`^## ${type}\\n\\n[A-Z][^\\n]+\\.\\n\\n\\| field `, 'm'));
  });

  it('has examples of one run, each with a revision of its own', () => {
    const revisions = examples().map(([, { revision }]) => revision);
    expect(new Set(revisions).size).toBe(revisions.length);
    expect(revisions[0]).toBe(0);
  });
});
