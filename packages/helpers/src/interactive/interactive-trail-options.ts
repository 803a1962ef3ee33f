import type { JsonValue, Tags } from '@autotrail/core';
import type { CallPlan, JournalRecord, StatusKey, StepStatus, TrailDescription } from '@autotrail/layer1';
import type { OptionRule } from '../check-options.js';
import { printDescription } from './description-printer.js';
import { printHistory } from './history-printer.js';
import { printPlan } from './plan-printer.js';
import {
  type AffectedSteps,
  type PrinterOutput,
  printAffectedSteps,
  printApiResult,
  printContext,
  printError,
  printLimit,
  printNoResult,
  printStepList,
  type SetLimit,
} from './printers.js';
import { printStepStatuses } from './status-printer.js';

/** Where an `InteractiveTrail` prints, and how. A printer of one's own can wrap the one it replaces. */
export interface InteractiveTrailOptions {
  /** @default process.stdout */
  readonly stdout?: PrinterOutput;
  /** Where errors are printed. @default process.stderr */
  readonly stderr?: PrinterOutput;
  /** Prints `status` and `stepsWaitingForUserInput`. @default printStepStatuses */
  readonly statusPrinter?: typeof printStepStatuses;
  /** Prints what commands affect. @default printAffectedSteps */
  readonly affectedStepsPrinter?: typeof printAffectedSteps;
  /** Prints `plan`. @default what would be affected, and what would follow */
  readonly planPrinter?: typeof printPlan;
  /** Prints `describe`. @default printDescription */
  readonly descriptionPrinter?: typeof printDescription;
  /** Prints `context`. @default printContext */
  readonly contextPrinter?: typeof printContext;
  /** Prints what `setLimit` has set. @default printLimit */
  readonly limitPrinter?: typeof printLimit;
  /** Prints `list`. @default printStepList */
  readonly stepListPrinter?: typeof printStepList;
  /** Prints `history`. @default a line for each record: when, what, who and why, and what it changed */
  readonly historyPrinter?: typeof printHistory;
  /** Prints errors. @default printError */
  readonly errorPrinter?: typeof printError;
  /** Prints that there is nothing to print. @default printNoResult */
  readonly noResultPrinter?: typeof printNoResult;
  /** Prints every other answer. @default printApiResult */
  readonly genericPrinter?: typeof printApiResult;
}

const OUTPUT: OptionRule = {
  expected: 'something with a method `write`',
  isValid: (value) => typeof value === 'object' && value !== null && 'write' in value && typeof value.write === 'function',
};
const PRINTER: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' };

/** What {@link InteractiveTrailOptions} may hold, for `checkOptions`. */
export const INTERACTIVE_TRAIL_RULES: Readonly<Record<keyof InteractiveTrailOptions, OptionRule>> = {
  stdout: OUTPUT,
  stderr: OUTPUT,
  statusPrinter: PRINTER,
  affectedStepsPrinter: PRINTER,
  planPrinter: PRINTER,
  descriptionPrinter: PRINTER,
  contextPrinter: PRINTER,
  limitPrinter: PRINTER,
  stepListPrinter: PRINTER,
  historyPrinter: PRINTER,
  errorPrinter: PRINTER,
  noResultPrinter: PRINTER,
  genericPrinter: PRINTER,
};

/** The printers with their streams; a list without members goes to the printer for that. */
export interface Printers {
  stepStatuses(method: string, statuses: readonly Partial<StepStatus>[], fields?: readonly StatusKey[]): void;
  affectedSteps(steps: AffectedSteps): void;
  plan(plan: CallPlan): void;
  description(description: TrailDescription): void;
  context(value: JsonValue): void;
  limit(limit: SetLimit): void;
  stepList(method: string, steps: readonly Tags[]): void;
  history(records: readonly JournalRecord[], nameOf: (n: number) => string): void;
  noResult(method: string): void;
  error(method: string, error: unknown): void;
  apiResult(method: string, result: unknown): void;
}

/** The printers that options ask for. */
export function printersOf(options: InteractiveTrailOptions): Printers {
  const { stdout = process.stdout, stderr = process.stderr, noResultPrinter = printNoResult } = options;
  const { statusPrinter = printStepStatuses, affectedStepsPrinter = printAffectedSteps } = options;
  const { historyPrinter = printHistory, planPrinter = printPlan, descriptionPrinter = printDescription } = options;
  const { contextPrinter = printContext, limitPrinter = printLimit } = options;
  const { stepListPrinter = printStepList, errorPrinter = printError, genericPrinter = printApiResult } = options;
  return {
    stepStatuses: (method, statuses, fields) =>
      statuses.length === 0 ? noResultPrinter(stdout, method) : statusPrinter(stdout, statuses, fields),
    affectedSteps: (steps) => affectedStepsPrinter(stdout, steps),
    plan: (plan) => planPrinter(stdout, plan),
    description: (description) => descriptionPrinter(stdout, description),
    context: (value) => contextPrinter(stdout, value),
    limit: (limit) => limitPrinter(stdout, limit),
    stepList: (method, steps) => (steps.length === 0 ? noResultPrinter(stdout, method) : stepListPrinter(stdout, steps)),
    history: (records, nameOf) => historyPrinter(stdout, records, nameOf),
    noResult: (method) => noResultPrinter(stdout, method),
    error: (method, error) => errorPrinter(stderr, method, error),
    apiResult: (method, result) => genericPrinter(stdout, method, result),
  };
}
