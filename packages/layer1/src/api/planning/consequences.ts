import type { StartEffect } from '../../trail/effects.js';
import { openPrompts, type Prompt } from '../../trail/prompt.js';
import type { Applied, Trail } from '../../trail/trail.js';
import type { TrailStep } from '../../trail/trail-step.js';
import type { AffectedStep } from '../api-call.js';
import { affected as named } from '../selection.js';
import type { Consequences, PlannedJoin, PlannedPrompt, PlannedSetting, PlannedStep } from './call-plan.js';
import { runCourse } from './course.js';

/** A call on a fork: the trail without it and with it, and what it came to. */
export interface TriedCall {
  readonly before: Trail;
  readonly after: Trail;
  readonly affected: readonly TrailStep[];
  readonly applied: readonly Applied[];
  readonly settings: readonly PlannedSetting[];
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
  const { before, after, settings, serverEnds } = tried;
  const changed = changedSteps(tried);
  const atOnce = {
    changes: otherChanges(tried, changed),
    starts: named(startedSteps(tried)),
    joins: movedJoins(tried),
    prompts: changed.flatMap((step) => closedPrompts(tried, step)),
    settings,
  };
  const without = before.fork();
  runCourse(without, at);
  runCourse(after, at);
  const isNews = (one: Trail, other: Trail, n: number) =>
    (isComeTo(one, n) && !isComeTo(other, n)) || (other.isUnreachable(n) && !one.isUnreachable(n) && !isLeftOut(one, n));
  const newsIn = (one: Trail, other: Trail) => named(before.steps.filter(({ n }) => isNews(one, other, n)));
  return { ...atOnce, reachable: newsIn(after, without), unreachable: newsIn(without, after), serverEnds };
}

function changedSteps({ before, applied }: TriedCall): readonly TrailStep[] {
  return inOrderOfNumbers(
    before,
    applied.flatMap(({ changes }) => changes),
  );
}

/** Plans that say the same are the same: in which order things happened is not part of what they say. */
function inOrderOfNumbers(trail: Trail, items: readonly { readonly n: number }[]): readonly TrailStep[] {
  return [...new Set(items.map(({ n }) => n))].sort((a, b) => a - b).map((n) => trail.step(n));
}

function startedSteps({ before, applied }: TriedCall): readonly TrailStep[] {
  const starts = applied.flatMap(({ effects }) => effects.filter((effect): effect is StartEffect => effect.type === 'start'));
  return inOrderOfNumbers(before, starts);
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

/** A step may come nearer to being reached also where nothing changes right before it: what is unreachable is settled. */
function movedJoins({ before, after }: TriedCall): readonly PlannedJoin[] {
  return before.steps
    .filter(({ n }) => before.dag.parentCount(n) > 1)
    .map(({ n, name }) => ({ n, name, missing: before.unmetCount(n), becomes: after.unmetCount(n) }))
    .filter(({ missing, becomes }) => missing !== becomes);
}

/** Whether the course of events has come to a step, and has not left it out because of what came of others. */
function isComeTo(trail: Trail, n: number): boolean {
  const { cause } = trail.record(n);
  return trail.isReached(n) && !(isLeftOut(trail, n) && (cause === 'condition' || cause === 'unreachable'));
}

function isLeftOut(trail: Trail, n: number): boolean {
  return trail.meaning(trail.record(n).state).isLeftOut === true;
}
