import { AutoTrailError, type JsonValue, messageOf } from '@autotrail/core';
import { cliError } from '../errors.js';
import type { ExitCode } from './exit-codes.js';
import type { Line, Terminal } from './terminal.js';

/** What a command came to: the same facts for programs and for people. */
export interface Report {
  /** For `--json`. Left out by a command that has printed its data itself. */
  readonly data?: JsonValue;
  /** The data for people. */
  readonly lines?: readonly Line[];
  /** What else there is to say to people: what was done, which command to type next. */
  readonly talk?: readonly Line[];
  /** @default 0 */
  readonly exitCode?: ExitCode;
}

/** How a command prints. */
export interface Output {
  readonly terminal: Terminal;
  /** One JSON document instead of text, errors included. */
  readonly isJson: boolean;
}

/** The number that changes when a program would have to read the JSON differently. */
export const SCHEMA_VERSION = 1;

/** Prints what a command came to. */
export function printReport({ data, lines = [], talk = [] }: Report, { terminal, isJson }: Output): void {
  if (isJson) {
    if (data !== undefined) terminal.print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, data }));
    return;
  }
  for (const line of lines) terminal.print(line);
  for (const line of talk) terminal.say(line);
}

/** Prints why a command failed. */
export function printError({ code, message, hint }: AutoTrailError, { terminal, isJson }: Output): void {
  if (isJson) return terminal.say(JSON.stringify({ code, message, hint }));
  terminal.say({ text: `error: ${message}`, style: 'red' });
  if (hint !== undefined) terminal.say(hint);
}

/** Prints what a command goes on in spite of. */
export function printWarning({ code, message, hint }: AutoTrailError, { terminal, isJson }: Output): void {
  if (isJson) return terminal.say(JSON.stringify({ code, message, hint }));
  terminal.say({ text: `warning: ${message}${hint === undefined ? '' : ` ${hint}`}`, style: 'yellow' });
}

/** Anything that was thrown, as the error to show: a refused call is told in the server's own words. */
export function shownError(error: unknown): AutoTrailError {
  if (!AutoTrailError.is(error)) return cliError('AUTOTRAIL_UNFORESEEN', { message: messageOf(error) }, error);
  return error.code === 'AUTOTRAIL_CALL_REFUSED' && AutoTrailError.is(error.cause) ? error.cause : error;
}
