import { createHash } from 'node:crypto';
import type { Restored, StepRecord, Trail } from '@autotrail/layer1';
import { Image } from '../kernel/image.js';

/** What is remembered beside the states of steps. */
export interface GoldenMemory extends Pick<Restored, 'createdAt' | 'lastAt' | 'answered' | 'context'> {
  readonly run: string;
}

/** The hash of all that a journal remembers of a trail. */
export function stateHash(trail: Trail, memory: GoldenMemory): string {
  const { records, isStarted, isShuttingDown, revision } = new Image().load(trail);
  const { run, createdAt, lastAt, answered, context = null } = memory;
  const steps = records.map((record, n) => ({ ...stateOf(record), isReached: trail.isReached(n) }));
  const counts = { isFinished: trail.isFinished, needsInput: trail.needsInput, hasFailure: trail.hasFailure };
  const state = { run, createdAt, lastAt, answered, context, isStarted, isShuttingDown, revision, counts, steps };
  return createHash('sha256').update(JSON.stringify(state, sortKeys)).digest('hex');
}

/** Field by field: what later versions remember beside these must not change the hash of a journal that knew nothing of it. */
function stateOf(record: StepRecord): StepRecord {
  const { state, cause, since, attempt, ending, abandoned, survivors } = record;
  const { returnValue, pauseOnFail, prompts, inputMessages } = record;
  return { state, cause, since, attempt, ending, abandoned, survivors, returnValue, pauseOnFail, prompts, inputMessages };
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
