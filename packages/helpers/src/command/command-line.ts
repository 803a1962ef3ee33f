import { maskText } from '@autotrail/layer1';
import { join } from 'shlex';
import { helpersError } from '../errors.js';
import { printable } from '../printable.js';
import { showValue } from '../show-value.js';
import { isTemplate, type Template } from '../template/template.js';
import { fillScript, parseScript, type ShellScript } from './shell-script.js';
import { argumentOf, fillWords, parseWords, splitWords } from './words.js';

/** What is to be run: a string is split into words as it is, an array is the arguments, a template is split first and filled then. */
export type Command = string | readonly string[] | Template;

/** The shell that is to read the command; `false` for none, `true` for `/bin/sh`. */
export type Shell = boolean | string;

/** A program, its arguments, and the variables it needs beside those of its environment. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** The command on one line, for people. */
  readonly shown: string;
}

/** Characters of a command that are shown. */
const SHOWN_CHARACTERS = 2_000;

/** What stands for a secret that was masked. */
const MASK = /\[secret [\w.-]+\]/;

/**
 * Works out what is to be started.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_COMMAND`, `AUTOTRAIL_BAD_TEMPLATE`, `AUTOTRAIL_QUOTED_PLACEHOLDER`,
 * `AUTOTRAIL_MISSING_ATTRIBUTE`, `AUTOTRAIL_BAD_VALUE`, `AUTOTRAIL_SECRET_IN_ARGUMENTS`
 */
export function commandLine(command: unknown, shell: Shell, context: unknown): CommandLine {
  const line = shell === false ? programLine(command, context) : shellLine(command, shell, context);
  for (const argument of [line.file, ...line.args]) refuseSecret(argument);
  return line;
}

/** Checks what can be checked of a command before it runs. @throws AutoTrailError as {@link commandLine}, but for what values may do */
export function checkCommand(command: unknown, shell: Shell): void {
  if (!isTemplate(command)) return void commandLine(command, shell, undefined);
  if (shell !== false) return void parseScript(command);
  if (parseWords(command.text).length === 0) throw badCommand('a command that names a program', command.text);
}

function programLine(command: unknown, context: unknown): CommandLine {
  const [file, ...args] = wordsOf(command, context);
  if (file === undefined || file === '') throw badCommand('a command that names a program', command);
  return { file, args, variables: {}, shown: shorten(join([file, ...args])) };
}

function wordsOf(command: unknown, context: unknown): readonly string[] {
  if (typeof command === 'string') return splitWords(command);
  if (isTemplate(command)) return fillWords(command, context);
  if (Array.isArray(command)) return command.map(argumentOf);
  throw badCommand('a command', command);
}

function shellLine(command: unknown, shell: true | string, context: unknown): CommandLine {
  const file = shell === true ? '/bin/sh' : shell;
  const { script, variables, shown } = scriptOf(command, context);
  return { file, args: ['-c', script], variables, shown: `${file} -c ${shorten(shown)}` };
}

function scriptOf(command: unknown, context: unknown): ShellScript {
  if (typeof command === 'string') return { script: command, variables: {}, shown: command };
  if (isTemplate(command)) return fillScript(command, context);
  throw badCommand('a script for the shell: a string, a template or sh`...`', command);
}

function badCommand(expected: string, command: unknown): Error {
  return helpersError('AUTOTRAIL_BAD_COMMAND', { expected, found: showValue(command) });
}

/** Everybody on the machine may list the arguments of its processes. */
function refuseSecret(argument: string): void {
  const masked = maskText(argument);
  if (masked === argument) return;
  throw helpersError('AUTOTRAIL_SECRET_IN_ARGUMENTS', { found: MASK.exec(masked)?.[0] ?? showValue(masked) });
}

/** Masked before it is cut: a part of a secret would not be known for one. */
function shorten(command: string): string {
  const line = printable(maskText(command));
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}
