import { buildTrail, imageOf, type JournalRecord, StepState, type Trail, type TrailEvent } from '@autotrail/layer1';
import { FileJournal, systemDisk } from '@autotrail/layer2';
import type { Random } from '../support/random.js';
import { recoveryTrail } from './recovery-trail.js';

/** Records that are appended at a time. */
const BATCH = 1_000;
/** The share of records that are ends of attempts, until so many steps are done. */
const ENDS = 0.1;
const MOST_DONE = 700;

/** What a journal was left with. */
export interface AbandonedRun {
  /** The steps that ran when the server was lost. */
  readonly running: readonly number[];
}

/** Writes the journal of a server that was killed, with that many records. */
export async function writeAbandonedRun(file: string, wanted: number, random: Random): Promise<AbandonedRun> {
  const trail = buildTrail(recoveryTrail());
  const journal = await FileJournal.open({ disk: systemDisk, file, epoch: 1 });
  const run = '20260131T101500Z-lost';
  const created = { type: 'created', format: 1, trail: 'recovery', run, definition: imageOf(trail) } as const;
  let batch: JournalRecord[] = [{ revision: 0, epoch: 1, at: 1, event: created, changes: [] }];
  for (let revision = 1; revision < wanted; revision++) {
    const { event, at, changes } = trail.apply(revision === 1 ? started(trail) : nextEvent(trail, random), revision);
    const answered = {
      requestId: `request-${revision}`,
      digest: 'x'.repeat(43),
      result: { affected: [], refused: [], revision },
    };
    batch.push({ revision, epoch: 1, at, event, changes, ...(event.type !== 'ended' && { answered }) });
    if (batch.length < BATCH) continue;
    await journal.append(batch);
    batch = [];
  }
  await journal.append(batch);
  await journal.close();
  return { running: running(trail) };
}

function started({ steps }: Trail): TrailEvent {
  return { type: 'command', call: 'start', moves: [{ row: 'start', steps: steps.map(({ n }) => n) }] };
}

function nextEvent(trail: Trail, random: Random): TrailEvent {
  const n = random.pick(running(trail));
  if (n !== undefined && random.chance(ENDS) && isYoung(trail)) {
    return { type: 'ended', n, attempt: trail.record(n).attempt, outcome: { ok: true, value: `done at ${trail.revision}` } };
  }
  const step = random.below(trail.steps.length);
  if (random.chance(0.3))
    return { type: 'command', call: 'set_pause_on_fail', moves: [{ row: 'set_pause_on_fail', steps: [step] }] };
  return { type: 'note', text: `a remark about step ${step}`, steps: [step], actor: 'operator', source: 'memory' };
}

function isYoung(trail: Trail): boolean {
  return trail.steps.filter(({ n }) => trail.record(n).state === StepState.Succeeded).length < MOST_DONE;
}

function running({ attemptsUnderWay }: Trail): readonly number[] {
  return attemptsUnderWay.map(({ n }) => n);
}
