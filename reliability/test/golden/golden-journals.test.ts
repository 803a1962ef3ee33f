import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Folded, Trail } from '@autotrail/layer1';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALTERATIONS, alterJournal } from '../../src/golden/alter-journal.js';
import { checkRefusals, checkRelease, type RefusalResult, type ReleaseResult } from '../../src/golden/check-releases.js';
import { type GoldenJournal, type GoldenRelease, readReleases } from '../../src/golden/golden-file.js';
import { restoreJournal } from '../../src/golden/restore-journal.js';
import { disguiseAs, SABOTEURS } from '../kernel/saboteurs.js';

const FOLDER = 'golden';
const RELEASES = readReleases(FOLDER);
describe('The golden journals', () => {
  it('are there of the first release on', () => {
    expect(RELEASES.map(({ release }) => release)).toContain('0.1.0');
  });
});

describe.each(RELEASES)('The golden journals of release $release', (golden) => {
  let result: ReleaseResult;
  let refusals: RefusalResult;
  beforeAll(async () => {
    result = await checkRelease(golden);
    refusals = await checkRefusals(golden);
  }, 120_000);

  it('invariant 26: lead to the state that was live when they were written', () => {
    expect(result.breaches).toEqual([]);
    expect(result.journals).toBeGreaterThanOrEqual(500);
  });

  it('invariant 27: are read up to their last whole line', () => {
    expect(result.torn).toBeGreaterThan(50);
  });

  // What came later is not in what was before it.
  if (golden === RELEASES.at(-1)) {
    it('hold whatever can happen to a step in any of its states, every type of event, and every field of what is journalled', () => {
      expect(result.coverage.missing).toEqual([]);
    });
  }

  it('invariant 27: are refused with an unknown event, record, state or format in them', () => {
    expect(refusals.breaches).toEqual([]);
    expect([...refusals.refused.values()]).toEqual(ALTERATIONS.map(() => result.journals));
  });

  it('are read again with one record written down anew, if it says what it said', () => {
    const name = 'nothing';
    for (const [k, { journal }] of golden.journals.entries()) {
      const whole = journal.slice(0, journal.lastIndexOf('\n') + 1);
      expect(alterJournal(journal, k, { name, alter: (record) => record, because: '' })).toBe(whole);
    }
  });
});

/** Replay does not see what a field has become. */
function forgetting(field: string): (trail: Trail) => Trail {
  class Forgets extends Trail {
    override fold({ changes, ...folded }: Folded): void {
      super.fold({ ...folded, changes: changes.map((change) => ({ ...change, [field]: undefined })) });
    }
  }
  return disguiseAs(Forgets);
}

/** Replay does not see events of a type, but for what they have changed. */
function overlooking(type: string): (trail: Trail) => Trail {
  class Overlooks extends Trail {
    override fold(folded: Folded): void {
      super.fold(folded.event.type === type ? { ...folded, event: { type: 'note', text: '', steps: [] } } : folded);
    }
  }
  return disguiseAs(Overlooks);
}

/** Whether one of the journals is not restored to its state by such a trail. */
async function isFoundOut(journals: readonly GoldenJournal[], disguise: (trail: Trail) => Trail): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'autotrail-golden-'));
  try {
    for (const golden of journals)
      if ((await restoreJournal(golden, { file: join(folder, 'journal'), disguise })) === RESTORED_AS_ANOTHER) return true;
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const RESTORED_AS_ANOTHER = 'the journal is restored as another state';
const FIELDS = [
  'state',
  'cause',
  'by',
  'since',
  'until',
  'attempt',
  'tries',
  'ending',
  'abandoned',
  'survivors',
  'returnValue',
  'pauseOnFail',
  'prompts',
];

describe('A release that restores otherwise than the first one', () => {
  const [{ journals }] = RELEASES as [GoldenRelease];

  it.each(SABOTEURS.filter(([invariant]) => invariant === 26))('is found out (%i) when it %s', async (_, __, saboteur) => {
    expect(await isFoundOut(journals, disguiseAs(saboteur))).toBe(true);
  });

  it.each([...FIELDS, 'inputMessages', 'input'])('is found out when it forgets what becomes of %s', async (field) => {
    expect(await isFoundOut(journals, forgetting(field))).toBe(true);
  });

  it.each(['command', 'shutdown', 'resumed', 'limit'])('is found out when it overlooks events of type %s', async (type) => {
    expect(await isFoundOut(journals, overlooking(type))).toBe(true);
  });
});

describe('The file of golden journals', () => {
  it('is small enough to be kept in the repository', () => {
    for (const { release } of RELEASES) expect(readFileSync(`${FOLDER}/${release}.jsonl.gz`).length).toBeLessThan(600_000);
  });
});
