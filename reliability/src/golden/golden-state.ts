import { createHash } from 'node:crypto';
import type { JsonObject } from '@autotrail/core';
import { type Restored, type StepRecord, StepState, type Trail } from '@autotrail/layer1';
import { Image } from '../kernel/image.js';

/** What is remembered beside the states of steps. */
export interface GoldenMemory extends Omit<Restored, 'created' | 'policies'> {
  readonly run: string;
  readonly params?: JsonObject | undefined;
}

/** The hash of all that a journal remembers of a trail. */
export function stateHash(trail: Trail, memory: GoldenMemory): string {
  const { records, isStarted, isShuttingDown, revision } = new Image().load(trail);
  const { run, createdAt, lastAt, answered, context = null, contextValues, contextSets, params = null } = memory;
  const steps = records.map((record, n) => ({ ...stateOf(record), isReached: trail.isReached(n) }));
  const counts = { isFinished: trail.isFinished, needsInput: trail.needsInput, hasFailure: trail.hasFailure };
  const remembered = { run, createdAt, lastAt, answered, context, contextValues, contextSets, params };
  const state = { isStarted, isShuttingDown, revision, limits: trail.limits, line: lineOf(trail), counts, steps };
  return createHash('sha256')
    .update(JSON.stringify({ ...remembered, ...state }, sortKeys))
    .digest('hex');
}

/** Field by field: what later versions remember beside these must not change the hash of a journal that knew nothing of it. */
function stateOf(record: StepRecord): StepRecord {
  const { state, cause, by, since, until, attempt, tries, attempts, ending, abandoned, survivors } = record;
  const { returnValue, pauseOnFail, prompts, inputMessages } = record;
  const ofAttempts = { attempt, tries, attempts, ending, abandoned, survivors };
  return { state, cause, by, since, until, ...ofAttempts, returnValue, pauseOnFail, prompts, inputMessages };
}

/** The steps that wait for a slot, in the order in which they go on once there are no limits. */
function lineOf(trail: Trail): readonly number[] {
  const isInLine = (n: number): boolean => trail.record(n).cause === 'slot';
  if (!trail.steps.some(({ n }) => isInLine(n))) return [];
  const free = trail.fork();
  const changes = trail.limits.flatMap(({ tags }) => free.apply({ type: 'limit', tags, most: null }, 0).changes);
  return changes.filter(({ n, state }) => state === StepState.Running && isInLine(n)).map(({ n }) => n);
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
