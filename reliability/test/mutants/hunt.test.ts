import { describe, expect, it } from 'vitest';
import { Hunt } from '../../src/mutants/hunt.js';
import type { Mutant } from '../../src/mutants/mutant.js';
import { seedOfRun } from '../../src/support/random.js';
import { runMain } from '../support/run-main.js';

const SAMPLE = 6;
const SEED = seedOfRun();

describe(`${SAMPLE} mutants of the bank, with seed ${SEED}`, () => {
  it('are each caught by the programme that is meant to, which finds nothing in what is not mutated', async () => {
    const { exitCode, figures, told } = await runMain('mutants/t17-main', [`--sample=${SAMPLE}`, `--seed=${SEED}`]);
    expect(told).toBe('');
    expect(exitCode).toBe(0);
    expect(figures).toMatchObject({ mutants: SAMPLE, caught: SAMPLE, survived: 0, breaches: 0 });
  }, 600_000);
});

describe('A hunt', () => {
  const SAME: Mutant = {
    name: 'does nothing wrong',
    invariant: 10,
    layer: 'T7',
    breach: /synced/,
    edits: [
      {
        file: 'layer2/src/journal/file-journal.ts',
        find: 'await this.#sync();\n    await',
        replace: 'await this.#sync();\n\n    await',
      },
    ],
  };
  const WRONG: Mutant = {
    ...SAME,
    name: 'syncs nothing',
    edits: [{ file: 'layer2/src/journal/file-journal.ts', find: 'await this.#opened.disk.sync();', replace: '' }],
  };

  it('says of a mutant that does nothing wrong that it survived', async () => {
    expect(await new Hunt().hunt(SAME)).toMatchObject({ verdict: 'survived' });
  }, 120_000);

  it('catches one whose programme says what it was to say, and no other', async () => {
    const hunt = new Hunt();
    expect(await hunt.hunt(WRONG)).toMatchObject({ verdict: 'caught', told: expect.stringContaining('synced') });
    const other = await hunt.hunt({ ...WRONG, breach: /something else/ });
    expect(other).toMatchObject({ verdict: 'caught by something else', told: expect.stringContaining('synced') });
  }, 120_000);

  it('refuses a mutant whose place is gone', async () => {
    const gone = { ...SAME, edits: [{ file: 'layer2/src/journal/file-journal.ts', find: 'no such text', replace: '' }] };
    await expect(new Hunt().hunt(gone)).rejects.toThrow('found 0 times');
  });
});
