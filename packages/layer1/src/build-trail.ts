import { buildDag, Step as CoreStep, type Pairs } from '@autotrail/core';
import { layer1Error } from './errors.js';
import { checkFailurePairs, readFailurePairs } from './failure-pairs.js';
import { type LimitOptions, readLimits } from './limits.js';
import { checkNames } from './options.js';
import type { Definition, Step } from './step.js';
import { readStepPolicy } from './step-policy.js';
import { Plan } from './trail/plan.js';
import { Trail } from './trail/trail.js';
import { TrailStep } from './trail/trail-step.js';
import { TRANSITIONS, type TransitionTable } from './transitions.js';
import { readUses } from './uses.js';

/** How {@link buildTrail} builds. */
export interface BuildTrailOptions {
  /** The trail's name. The jitter of retries depends on it. @default 'trail' */
  readonly name?: string;
  /**
   * What is done when steps fail: in `[[deploy, rollback]]` rollback runs if deploy has Failed, and is Skipped if deploy is done, blocked
   * or cannot be reached. A step need not be in the definition besides. @default nothing
   */
  readonly failurePairs?: Definition;
  /** How many attempts there may be at a time, of all steps or of those with certain tags. @default as many as there are */
  readonly limits?: readonly LimitOptions[];
  /** The table the steps move by. @default {@link TRANSITIONS} */
  readonly transitions?: TransitionTable;
}

const OPTIONS = Object.keys({
  name: true,
  failurePairs: true,
  limits: true,
  transitions: true,
} satisfies Readonly<Record<keyof BuildTrailOptions, true>>);

/**
 * Makes a fresh trail of a definition. Neither the definition nor its steps are changed: the same definition can be drawn, rehearsed,
 * run and run again.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION`, `AUTOTRAIL_BAD_PAIR`, `AUTOTRAIL_BAD_FAILURE_PAIR`, `AUTOTRAIL_CYCLE`,
 * `AUTOTRAIL_NOT_A_STEP`, `AUTOTRAIL_NOT_BEFORE`, `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION` or `AUTOTRAIL_BAD_TABLE`, each
 * naming the culprit.
 * @example
 * const trail = buildTrail([[build, test], [test, publish]]);
 */
export function buildTrail(definition: Definition, options: BuildTrailOptions = {}): Trail {
  checkNames('a trail', options, OPTIONS);
  const { name = 'trail', failurePairs = [], limits = [], transitions: table = TRANSITIONS } = options;
  checkTable(table);
  checkSteps(definition);
  checkFailurePairs(failurePairs);
  const steps = buildDag(failurePairs.length === 0 ? definition : [...definition, ...failurePairs]);
  const failureEdges = readFailurePairs(definition, failurePairs, (step) => steps.numberOf(step));
  const dag = steps.map(toTrailStep);
  return new Trail(new Plan({ name, dag, failureEdges, uses: readUses(steps), limits: readLimits(limits), table }));
}

/** A call that led straight to Running would start a step that is not reached, or whose attempt before is still ending. */
function checkTable({ states, rows }: TransitionTable): void {
  for (const [row, { on, to }] of Object.entries(rows)) {
    if (on !== 'reached' && to !== undefined && states[to].isActive === true) throw layer1Error('AUTOTRAIL_BAD_TABLE', { row });
  }
}

function checkSteps(definition: Pairs<unknown>): void {
  if (!Array.isArray(definition)) return;
  definition.forEach((pair: unknown, position) => {
    const stranger = Array.isArray(pair) ? pair.find((member) => member !== null && !CoreStep.is(member)) : undefined;
    if (stranger !== undefined) throw layer1Error('AUTOTRAIL_NOT_A_STEP', { position, found: describe(stranger) });
  });
}

function toTrailStep(step: Step, n: number): TrailStep {
  checkAction(step);
  return new TrailStep(n, step, readStepPolicy(step.name, step.action, step.options));
}

function checkAction({ name, action }: { readonly name: string; readonly action: unknown }): void {
  if (typeof action === 'function' || typeof (action as Partial<Record<'run', unknown>>).run === 'function') return;
  const expected = 'a function, or an object with a method `run`';
  throw layer1Error('AUTOTRAIL_BAD_OPTION', { owner: `step ${name}`, option: 'action', expected, found: 'an object without it' });
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' ? 'an object that is no step' : `a ${typeof value}`;
}
