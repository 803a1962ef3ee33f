import { AutoTrailError, type JsonValue, messageOf, type Tags } from '@autotrail/core';
import type { AffectedStep, Limit, RefusedStep } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { limitText } from '../words/limit-text.js';
import { cellText } from './table.js';

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
  /** What is said where no step is affected. @default that none is, and why each was left alone */
  readonly none?: string;
}

/** A limit that was set, for {@link printLimit}. */
export interface SetLimit extends Limit {
  /** Whether nothing was changed. */
  readonly dryRun: boolean;
}

/** Refusals that are told; whoever names that many steps wants no list of them. */
const MAX_REFUSED = 10;

/** Prints the mode, and `# n - name` of each step that a command affects, or why there is none. */
export function printAffectedSteps(stdout: PrinterOutput, { method, dryRun, affected, ...rest }: AffectedSteps): void {
  const { refused = [], none } = rest;
  const lines = affected.map(({ n, name }) => `# ${n} - ${printable(name)}`);
  const instead = none === undefined ? noneAffected(refused) : [none];
  stdout.write(linesOf([modeLine(method, dryRun), ...(lines.length > 0 ? lines : instead)]));
}

/** Prints the mode, and how many attempts of which steps there may be at a time. */
export function printLimit(stdout: PrinterOutput, { dryRun, tags, most }: SetLimit): void {
  stdout.write(linesOf([modeLine('setLimit', dryRun), printable(limitText({ tags, most }))]));
}

/** Prints the context, or a part of it, as JSON. */
export function printContext(stdout: PrinterOutput, value: JsonValue): void {
  stdout.write(linesOf(JSON.stringify(value, null, 2).split('\n').map(printable)));
}

/** Prints the tags of steps, a line for each. */
export function printStepList(stdout: PrinterOutput, steps: readonly Tags[]): void {
  const lines = steps.map(({ n, name, ...tags }) => {
    const shown = Object.entries(tags).map(([key, value]) => `  ${printable(key)}=${printable(JSON.stringify(value))}`);
    return `# ${n} - ${printable(String(name))}${shown.join('')}`;
  });
  stdout.write(linesOf(lines));
}

/** Prints why a method failed, and what can be done about it: where the server has refused it, in the server's own words. */
export function printError(stderr: PrinterOutput, method: string, error: unknown): void {
  const isRefused = AutoTrailError.is(error) && error.code === 'AUTOTRAIL_CALL_REFUSED' && AutoTrailError.is(error.cause);
  const told = isRefused ? error.cause : error;
  const hint = AutoTrailError.is(told) && told.hint !== undefined ? [printable(told.hint)] : [];
  stderr.write(linesOf([`${method}: ${printable(messageOf(told))}`, ...hint]));
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

function modeLine(method: string, dryRun: boolean): string {
  return `${method} (${dryRun ? 'dry run' : 'acting'}):`;
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
