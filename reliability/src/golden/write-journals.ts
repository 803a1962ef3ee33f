import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomShape } from '../kernel/random-shapes.js';
import type { Sketch } from '../kernel/shape.js';
import { Random } from '../support/random.js';
import { GoldenCoverage } from './golden-coverage.js';
import { definitionOf, trailOf } from './golden-definition.js';
import type { GoldenJournal } from './golden-file.js';
import { GoldenSession } from './golden-session.js';
import { restoreJournal } from './restore-journal.js';

/** Steps of a golden trail, at most: what is big proves nothing more. */
const MOST_STEPS = 9;
/** Every so many journals one ends in the middle of its last line, as a kill leaves it; the others end before that line. */
const TORN_EVERY = 8;
/** Sessions that are tried, at most. */
const MOST_SESSIONS = 20_000;

/** Which journals are written. */
export interface WriteOptions {
  readonly seed: number;
  /** Journals at least. */
  readonly count: number;
}

/**
 * Writes journals of this release, with the real journal on the real disk: so many, and then those that hold what none before did,
 * until everything is in one of them that can happen to a step in any of its states, and every field that there is.
 *
 * @throws Error if one of them is not restored as it was written, or something is in none of them
 */
export async function writeJournals({ seed, count }: WriteOptions): Promise<readonly GoldenJournal[]> {
  const folder = await mkdtemp(join(tmpdir(), 'autotrail-golden-'));
  const coverage = new GoldenCoverage();
  const journals: GoldenJournal[] = [];
  try {
    for (let k = 0; k < MOST_SESSIONS && (journals.length < count || coverage.missing.length > 0); k++) {
      const before = coverage.missing.length;
      const golden = await writeJournal(new Random(seed, k), k, folder);
      const wrong = await restoreJournal(golden, { file: join(folder, 'restored'), onRecord: coverage.count.bind(coverage) });
      if (wrong !== null) throw new Error(`Session ${k}: ${wrong}.`);
      if (journals.length < count || coverage.missing.length < before) journals.push(golden);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { missing } = coverage;
  if (missing.length > 0) throw new Error(`In ${MOST_SESSIONS} sessions there was none with ${missing.join(', ')}.`);
  return journals;
}

async function writeJournal(random: Random, k: number, folder: string): Promise<GoldenJournal> {
  const definition = definitionOf(smallSketch(random));
  const run = `20260131T101500Z-${k.toString(36).padStart(4, '0')}`;
  const file = join(folder, run);
  const params = random.chance(0.5) ? { host: 'größer', count: k, isUrgent: true } : undefined;
  const state = await new GoldenSession({ trail: trailOf(definition), run, random, params, file }).write();
  const written = await readFile(file, 'latin1');
  await rm(file);
  const last = written.lastIndexOf('\n', written.length - 2) + 1;
  const torn = k % TORN_EVERY === 0 ? 1 + random.below(written.length - last - 1) : 0;
  return { definition, journal: written.slice(0, last + torn), state };
}

function smallSketch(random: Random): Sketch {
  for (;;) {
    const { sketch } = randomShape(random);
    if (sketch.kinds.length <= MOST_STEPS) return sketch;
  }
}
