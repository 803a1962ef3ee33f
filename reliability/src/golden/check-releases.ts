import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoTrailError } from '@autotrail/core';
import type { Trail } from '@autotrail/layer1';
import { FileJournal, systemDisk } from '@autotrail/layer2';
import { ALTERATIONS, alterJournal } from './alter-journal.js';
import { GoldenCoverage } from './golden-coverage.js';
import type { GoldenRelease } from './golden-file.js';
import { restoreJournal } from './restore-journal.js';

/** What came of a release's journals. */
export interface ReleaseResult {
  readonly release: string;
  readonly journals: number;
  /** Journals that ended in the middle of a line. */
  readonly torn: number;
  readonly coverage: GoldenCoverage;
  readonly breaches: readonly string[];
}

/** Restores every journal of a release. @param disguise - for folds that are wrong on purpose @default none */
export async function checkRelease(
  { release, journals }: GoldenRelease,
  disguise: (trail: Trail) => Trail = (trail) => trail,
): Promise<ReleaseResult> {
  const coverage = new GoldenCoverage();
  const breaches: string[] = [];
  await withFile(async (file) => {
    for (const [k, golden] of journals.entries()) {
      const onRecord = coverage.count.bind(coverage);
      const wrong = await restoreJournal(golden, { file, disguise, onRecord });
      if (wrong !== null) breaches.push(`invariant 26: journal ${k} of ${release}: ${wrong}`);
    }
  });
  const torn = journals.filter(({ journal }) => !journal.endsWith('\n')).length;
  return { release, journals: journals.length, torn, coverage, breaches };
}

/** What came of journals that hold what this release does not know. */
export interface RefusalResult {
  /** By what is altered, how many journals were refused because of it. */
  readonly refused: ReadonlyMap<string, number>;
  readonly breaches: readonly string[];
}

/** Alters each journal of a release in every way that must be refused: one record of it, in each journal another one. */
export async function checkRefusals({ release, journals }: GoldenRelease): Promise<RefusalResult> {
  const refused = new Map(ALTERATIONS.map(({ name }) => [name, 0]));
  const breaches: string[] = [];
  await withFile(async (file) => {
    for (const [k, { journal }] of journals.entries()) {
      for (const alteration of ALTERATIONS) {
        const { name, because } = alteration;
        const answer = await answerTo(file, alterJournal(journal, k, alteration));
        if (answer.includes(because)) refused.set(name, (refused.get(name) ?? 0) + 1);
        else breaches.push(`invariant 27: ${name} in journal ${k} of ${release}: ${answer}`);
      }
    }
  });
  return { refused, breaches };
}

async function answerTo(file: string, journal: string): Promise<string> {
  writeFileSync(file, journal, { encoding: 'latin1', mode: 0o600 });
  try {
    const opened = await FileJournal.open({ disk: systemDisk, file, epoch: 1 });
    await opened.close();
    return 'was read';
  } catch (error) {
    return AutoTrailError.is(error) && error.code === 'AUTOTRAIL_JOURNAL_DAMAGED' ? error.message : `threw ${String(error)}`;
  }
}

async function withFile(act: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'autotrail-golden-'));
  try {
    await act(join(folder, 'journal'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
