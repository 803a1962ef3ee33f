import { AutoTrailError, messageOf, type Tags } from '@autotrail/core';
import type { AffectedStep, RefusedStep, StatusKey, StepStatus } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { cellText, tableText } from './table.js';

/** Where a printer prints: a stream, or anything else that takes text. */
export interface PrinterOutput {
  write(text: string): unknown;
}

/** What a command came to, for {@link printAffectedSteps}. */
export interface AffectedSteps {
  /** The method that was called. */
  readonly method: string;
  /** Whether nothing was changed. */
  readonly dryRun: boolean;
  readonly affected: readonly AffectedStep[];
  /** Steps that were meant and left alone. @default none */
  readonly refused?: readonly RefusedStep[];
}

/** What is shown of a step whose fields were not asked for by name. */
const SUMMARY: readonly StatusKey[] = ['n', 'state', 'name', 'cause', 'returnValue', 'waitingForResponse', 'survivors'];
/** Fields that can hold many values: each value is shown on a line of its own, below the step's. */
const LISTS: readonly StatusKey[] = ['prompts', 'survivors', 'outputMessages', 'inputMessages', 'promptMessages'];
/** Refusals that are told; whoever names that many steps wants no list of them. */
const MAX_REFUSED = 10;

/** Prints steps as a table; what they have put out, were sent and have asked, and what is left of them, stands below each. */
export function printStepStatuses(
  stdout: PrinterOutput,
  statuses: readonly Partial<StepStatus>[],
  fields: readonly StatusKey[] = SUMMARY,
): void {
  const columns = fields.filter((field) => !LISTS.includes(field));
  const lists = fields.filter((field) => LISTS.includes(field));
  const details = (status: Partial<StepStatus>): readonly string[] =>
    lists.flatMap((field) => ((status[field] ?? []) as readonly unknown[]).map((value) => `${field}: ${cellText(value)}`));
  stdout.write(tableText(columns, statuses, details));
}

/** Prints the mode, and `# n - name` of each step that a command affects, or why there is none. */
export function printAffectedSteps(stdout: PrinterOutput, { method, dryRun, affected, refused = [] }: AffectedSteps): void {
  const lines = affected.map(({ n, name }) => `# ${n} - ${printable(name)}`);
  stdout.write(linesOf([`${method} (${dryRun ? 'dry run' : 'acting'}):`, ...(lines.length > 0 ? lines : noneAffected(refused))]));
}

/** Prints the tags of steps, a line for each. */
export function printStepList(stdout: PrinterOutput, steps: readonly Tags[]): void {
  const lines = steps.map(({ n, name, ...tags }) => {
    const shown = Object.entries(tags).map(([key, value]) => `  ${printable(key)}=${printable(JSON.stringify(value))}`);
    return `# ${n} - ${printable(String(name))}${shown.join('')}`;
  });
  stdout.write(linesOf(lines));
}

/** Prints why a method failed, and what can be done about it. */
export function printError(stderr: PrinterOutput, method: string, error: unknown): void {
  const hint = AutoTrailError.is(error) && error.hint !== undefined ? [printable(error.hint)] : [];
  stderr.write(linesOf([`${method}: ${printable(messageOf(error))}`, ...hint]));
}

/** Prints that a method found nothing. */
export function printNoResult(stdout: PrinterOutput, method: string): void {
  stdout.write(`${method}: no step is meant\n`);
}

/** Prints the answer of a method that no other printer is for. */
export function printApiResult(stdout: PrinterOutput, method: string, result: unknown): void {
  stdout.write(`${method}: ${cellText(result)}\n`);
}

function noneAffected(refused: readonly RefusedStep[]): readonly string[] {
  const told = refused.slice(0, MAX_REFUSED).map(({ n, name, reason }) => `  # ${n} - ${printable(name)}: ${printable(reason)}`);
  const more = refused.length > told.length ? [`  and ${refused.length - told.length} more`] : [];
  return ['no step is affected', ...told, ...more];
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
