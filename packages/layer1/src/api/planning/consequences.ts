import type { AttemptRef } from '../../trail/effects.js';
import { openPrompts, type Prompt } from '../../trail/record.js';
import type { Applied, Trail } from '../../trail/trail.js';
import type { TrailStep } from '../../trail/trail-step.js';
import type { AffectedStep } from '../api-call.js';
import { affected as named } from '../selection.js';
import type { Consequences, PlannedJoin, PlannedPrompt, PlannedStep } from './call-plan.js';
import { runCourse } from './course.js';

/** A call on a fork: the trail without it and with it, and what it came to. */
export interface TriedCall {
  readonly before: Trail;
  readonly after: Trail;
  readonly affected: readonly TrailStep[];
  readonly applied: readonly Applied[];
  readonly serverEnds: boolean;
}

/** What becomes of a step right after the call. */
export function plannedStep({ before, after }: Pick<TriedCall, 'before' | 'after'>, { n, name }: AffectedStep): PlannedStep {
  const was = before.record(n);
  const is = after.record(n);
  const flag = is.pauseOnFail === was.pauseOnFail ? {} : { pauseOnFail: is.pauseOnFail };
  return { n, name, state: was.state, becomes: is.state, ...flag };
}

/** What follows from a call. Linear in the steps and edges of the trail. Runs `after` on to the end of the course of events. */
export function consequencesOf(tried: TriedCall, at: number): Consequences {
  const { before, after, applied, serverEnds } = tried;
  const changed = changedSteps(tried);
  const starts = applied.flatMap(({ effects }) => effects.filter(({ type }) => type === 'start') as readonly AttemptRef[]);
  const atOnce = {
    changes: otherChanges(tried, changed),
    starts: named(starts.map(({ n }) => before.step(n))),
    joins: joinsBelow(tried, changed),
    prompts: changed.flatMap((step) => closedPrompts(tried, step)),
  };
  const without = before.fork();
  runCourse(without, at);
  runCourse(after, at);
  const reachedOnlyIn = (one: Trail, other: Trail) => named(one.steps.filter(({ n }) => one.isReached(n) && !other.isReached(n)));
  return { ...atOnce, reachable: reachedOnlyIn(after, without), unreachable: reachedOnlyIn(without, after), serverEnds };
}

function changedSteps({ before, applied }: TriedCall): readonly TrailStep[] {
  const numbers = new Set(applied.flatMap(({ changes }) => changes.map(({ n }) => n)));
  return [...numbers].sort((a, b) => a - b).map((n) => before.step(n));
}

function otherChanges(tried: TriedCall, changed: readonly TrailStep[]): readonly PlannedStep[] {
  const affected = new Set(tried.affected.map(({ n }) => n));
  const others = changed.filter(({ n }) => !affected.has(n)).map((step) => plannedStep(tried, step));
  return others.filter(({ state, becomes, pauseOnFail }) => state !== becomes || pauseOnFail !== undefined);
}

function closedPrompts({ before, after }: TriedCall, { n, name }: TrailStep): readonly PlannedPrompt[] {
  const now = new Map(after.record(n).prompts.map((prompt): [string, Prompt] => [prompt.id, prompt]));
  return openPrompts(before.record(n)).flatMap(({ id }): readonly PlannedPrompt[] => {
    // Prompts of an attempt that is over are forgotten when the next one begins.
    const becomes = now.get(id)?.status ?? 'ended';
    return becomes === 'open' ? [] : [{ n, name, id, becomes }];
  });
}

function joinsBelow({ before, after }: TriedCall, changed: readonly TrailStep[]): readonly PlannedJoin[] {
  const { dag } = before;
  const { offsets, targets } = dag.outgoing;
  const moved = changed.filter(({ n }) => isMissing(before, n) !== isMissing(after, n));
  const children = moved.flatMap(({ n }) => Array.from(targets.subarray(offsets[n], offsets[n + 1])));
  const joins = [...new Set(children)].filter((n) => dag.parentCount(n) > 1).sort((a, b) => a - b);
  return joins
    .map((n) => ({ n, name: before.step(n).name, missing: missingParents(before, n), becomes: missingParents(after, n) }))
    .filter(({ missing, becomes }) => missing !== becomes);
}

function missingParents(trail: Trail, n: number): number {
  const { offsets, targets } = trail.dag.incoming;
  return targets.subarray(offsets[n], offsets[n + 1]).reduce((count, parent) => count + Number(isMissing(trail, parent)), 0);
}

function isMissing(trail: Trail, n: number): boolean {
  const { isDone, isFailure, isIgnored } = trail.meaning(trail.record(n).state);
  const isFailedCondition = isFailure === true && isIgnored === true && trail.step(n).policy.skipProgenyOnFailure;
  return isDone !== true && !isFailedCondition;
}
