import { describeValue, type Tags } from '@autotrail/core';
import type { ActionFunction, AttemptTask } from '@autotrail/layer1';
import { layer1Error } from '../errors.js';
import { checkMeant, isMeant, type WhichSteps } from '../which-steps.js';

/** What stands in for the actions of a rehearsed trail. Names that several steps share mean all of them. */
export interface StandInOptions<TContext = unknown> {
  /**
   * Steps whose every attempt fails, by name or tags. The failure is of no class and has no code that `retry.on` could name: for one that
   * does, throw it from one of the `actions`. @default none
   */
  readonly fail?: readonly WhichSteps[];
  /** How many attempts of a step fail before one is made that does not, by the name of the step. Minimum 0. @default none fails */
  readonly failures?: Readonly<Record<string, number>>;
  /**
   * How long an attempt of a step takes at least, in milliseconds on the clock of the rehearsal, by the name of the step; `Infinity`:
   * until it is ended. Minimum 0. @default 0
   */
  readonly durations?: Readonly<Record<string, number>>;
  /**
   * Functions that are run in place of actions, by the names of steps. They may ask, put out messages and throw, and are given the
   * context. One that waits for anything but an answer or a message is waited for, however long that takes.
   * @default what the action offers as `rehearse`; else it succeeds at once with `null`
   */
  readonly actions?: Readonly<Record<string, ActionFunction<TContext>>>;
}

/** The error of an attempt that fails because the rehearsal is to show what then happens. */
class RehearsedFailure extends Error {
  override readonly name = 'RehearsedFailure';
}

/** @throws AutoTrailError `AUTOTRAIL_UNKNOWN_STEP`, `AUTOTRAIL_BAD_OPTION` */
export function checkStandIns<TContext>(
  { fail = [], failures = {}, durations = {}, actions = {} }: StandInOptions<TContext>,
  steps: readonly Tags[],
): void {
  for (const which of fail) checkMeant('`fail`', which, steps);
  checkEach('failures', failures, { steps, expected: 'an integer from 0 up', isValid: isCount });
  checkEach('durations', durations, { steps, expected: 'a number of milliseconds from 0 up', isValid: isDuration });
  checkEach('actions', actions, { steps, expected: 'a function', isValid: (value) => typeof value === 'function' });
}

/** The function that stands in for the action of an attempt. The step's own is run only where it offers `rehearse`. */
export function standInFor<TContext>(
  { n, attempt, step }: AttemptTask,
  { fail = [], failures = {}, actions = {} }: StandInOptions<TContext>,
): ActionFunction<TContext> {
  const { name, action } = step;
  const tags: Tags = { ...step.tags, n };
  const failing = own(failures, name) ?? 0;
  if (attempt <= failing || fail.some((which) => isMeant(which, tags))) return failAsRehearsed;
  const given = own(actions, name);
  if (given !== undefined) return given;
  if (typeof action !== 'object' || action.rehearse === undefined) return () => null;
  // That the context is of the type the action needs was checked where the trail was made.
  return (env, context) => action.rehearse?.(env, context as never);
}

/** Whether it is known what the step does when it is rehearsed: something of the author's stands in for its action. */
export function hasStandIn<TContext>({ name, action }: AttemptTask['step'], { actions = {} }: StandInOptions<TContext>): boolean {
  return own(actions, name) !== undefined || (typeof action === 'object' && action.rehearse !== undefined);
}

/** How long an attempt takes at least. */
export function durationOf<TContext>({ step }: AttemptTask, { durations = {} }: StandInOptions<TContext>): number {
  return own(durations, step.name) ?? 0;
}

function failAsRehearsed(): never {
  throw new RehearsedFailure('It was to fail in this rehearsal.');
}

interface Check {
  readonly steps: readonly Tags[];
  readonly expected: string;
  readonly isValid: (value: unknown) => boolean;
}

function checkEach(option: string, values: Readonly<Record<string, unknown>>, { steps, expected, isValid }: Check): void {
  for (const [name, value] of Object.entries(values)) {
    checkMeant(`\`${option}\``, name, steps);
    const found = describeValue(value);
    const owner = 'a rehearsal';
    if (!isValid(value)) throw layer1Error('AUTOTRAIL_BAD_OPTION', { option: `${option}.${name}`, owner, expected, found });
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

/** Steps may be called `constructor`. */
function own<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
