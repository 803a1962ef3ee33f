import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrailClient } from 'autotrail';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scene, STORY } from './story.js';
import { comesTo, type Steps, stepsOf } from './support/comes-to.js';
import { ROWS, type Row, START } from './support/readme-table.js';
import { Typed } from './support/shell.js';

const PLAN = fileURLToPath(new URL('../plan.json', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'at-'));
const client = new TrailClient(join(scratch, 'autotrail', 'release.sock'));
let run: Typed;

beforeAll(async () => {
  run = new Typed(START, scratch);
  // Both steps at the beginning are at work, so that every row finds what the one before has left.
  await run.prints('reply 0.1.1');
});

afterAll(async () => {
  await client.close();
  await run.end();
  rmSync(scratch, { recursive: true });
  rmSync(PLAN, { force: true });
});

/** Runs the command lines of a row, each when the trail has come to where it makes sense, and answers what the last one printed. */
async function carryOut({ commands }: Row, { before = {}, during }: Scene): Promise<string> {
  let printed = '';
  for (const [place, command] of commands.entries()) {
    const isReady = before[place];
    if (isReady !== undefined) await comesTo(client, isReady);
    const typed = new Typed(command, scratch);
    try {
      if (place === commands.length - 1) await during?.(typed, client);
      const { code, stdout, stderr } = await typed.ended;
      expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
      printed = stdout;
    } finally {
      await typed.end();
    }
  }
  return printed;
}

describe("The table of the workspace's README", () => {
  it('says how the trail is started, has a command line in every row, and tells the story in its order', () => {
    expect(START).toMatch(/^autotrail run release\.ts /);
    expect(ROWS.filter(({ commands }) => commands.length === 0)).toEqual([]);
    expect(ROWS.map(({ title }) => title)).toEqual(Object.keys(STORY));
  });

  it.each(ROWS)('does what it says of: $title', async (row) => {
    const scene = STORY[row.title];
    if (scene === undefined) throw new Error(`What ${row.title} does is not checked.`);
    const printed = await carryOut(row, scene);
    if (scene.comesTo !== undefined) await comesTo(client, scene.comesTo);
    const steps: Steps = scene.during === undefined ? await stepsOf(client) : () => expect.unreachable();
    await scene.effect({ steps, client, printed });
  });

  it('is told where the trail runs, until its server ends before the trail has', async () => {
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('before the trail has finished') });
    for (const told of ['7 deploy  Failed', '9 roll back  Paused', '9 roll back  Succeeded', '10 announce  Paused']) {
      expect(stdout).toContain(told);
    }
  });
});
