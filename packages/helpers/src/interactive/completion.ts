import type { Tags, TagValue } from '@autotrail/core';
import { quote as quoteWord } from 'shlex';
import { printable } from '../printable.js';
import { tagWord } from '../words/selector-text.js';

/** What can be completed. */
export interface Vocabulary {
  /** Names of dot commands, without the dot. */
  readonly dotCommands: readonly string[];
  /** Names in scope. */
  readonly names: () => readonly string[];
  /** Names of the members of something in scope. */
  readonly membersOf: (name: string) => readonly string[];
  /** The tags of every step. */
  readonly tags: readonly Tags[];
}

/** What a line may go on with, and the part of it that is replaced, as `node:readline` wants it. */
export type Completion = [hits: string[], typed: string];

/** Completes a line: dot commands and their steps, names in scope and their members, tag keys, tag values, step names. */
export function completeLine(line: string, vocabulary: Vocabulary): Completion {
  const { text = '' } = /^\s*\.(?<text>.*)$/.exec(line)?.groups ?? {};
  if (/^\s*\.(?!\d)/.test(line)) return completeCommand(text, vocabulary);
  const opened = openString(line);
  if (opened !== null) return completeString(opened, vocabulary.tags);
  return completeCode(line, vocabulary);
}

function completeCommand(text: string, { dotCommands, tags }: Vocabulary): Completion {
  if (/^\w*$/.test(text))
    return matching(
      dotCommands.map((name) => `.${name}`),
      `.${text}`,
    );
  // What follows the last blank, or all from where a quote was opened.
  const typed = /(?:"[^"]*|'[^']*|\S*)$/.exec(text)?.[0] ?? '';
  const others = tags.flatMap(({ n: _n, name: _name, ...rest }) =>
    Object.entries(rest).map(([key, value]) => tagWord(key, value)),
  );
  return matching([...valuesOf(tags, 'name').map((name) => quoteWord(String(name))), ...others], typed);
}

interface OpenString {
  readonly before: string;
  readonly quote: string;
  readonly typed: string;
}

/** The string that a line ends in, if it does. */
function openString(line: string): OpenString | null {
  for (const { 0: text, 1: quote = '', 2: end, index } of line.matchAll(/(['"`])(?:\\.?|(?!\1)[^\\])*(\1|$)/gs)) {
    if (end === '') return { before: line.slice(0, index), quote, typed: text.slice(1) };
  }
  return null;
}

function completeString({ before, quote, typed }: OpenString, tags: readonly Tags[]): Completion {
  const key = keyBefore(before);
  const texts =
    key !== null ? valuesOf(tags, key) : /[{,]\s*$/.test(before) && isInBraces(before) ? keysOf(tags) : valuesOf(tags, 'name');
  const strings = texts.filter((text) => typeof text === 'string');
  return matching(
    strings.map((text) => `${escapeFor(text, quote)}${quote}`),
    typed,
  );
}

function completeCode(line: string, vocabulary: Vocabulary): Completion {
  const { tags } = vocabulary;
  const value = /^(.*:\s*)([\w-]*)$/s.exec(line);
  const key = value === null ? null : keyBefore(value[1] ?? '');
  if (key !== null && keysOf(tags).includes(key)) return matching(valuesOf(tags, key).map(literal), value?.[2] ?? '');
  const member = /([A-Za-z_$][\w$]*)\.([\w$]*)$/.exec(line);
  if (member !== null) return matching(vocabulary.membersOf(member[1] ?? ''), member[2] ?? '');
  const typed = /[\w$]*$/.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - typed.length);
  if (isInBraces(before) && /[{,]\s*$/.test(before)) return matching(keysOf(tags).map(propertyName), typed);
  return matching(vocabulary.names(), typed);
}

/** The key whose value comes next. */
function keyBefore(before: string): string | null {
  const [, word, , quoted] = /(?:([A-Za-z_$][\w$]*)|(["'])((?:(?!\2).)*)\2)\s*:\s*$/.exec(before) ?? [];
  return word ?? quoted ?? null;
}

/** Whether the innermost bracket that is open is a brace. Brackets in strings are taken for brackets: this is but a guess. */
function isInBraces(before: string): boolean {
  const open: string[] = [];
  for (const [bracket] of before.matchAll(/[()[\]{}]/g)) {
    if ('([{'.includes(bracket)) open.push(bracket);
    else open.pop();
  }
  return open.at(-1) === '{';
}

function keysOf(tags: readonly Tags[]): readonly string[] {
  return [...new Set(tags.flatMap((tagsOfStep) => Object.keys(tagsOfStep)))];
}

function valuesOf(tags: readonly Tags[], key: string): readonly TagValue[] {
  const values = tags.flatMap((tagsOfStep) => (Object.hasOwn(tagsOfStep, key) ? [tagsOfStep[key] as TagValue] : []));
  return [...new Set(values)];
}

function literal(value: TagValue): string {
  return typeof value === 'string' ? `'${escapeFor(value, "'")}'` : String(value);
}

function propertyName(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__' ? key : `[${literal(key)}]`;
}

/** A text as it is written between quotes: it may hold anything, and is shown on the terminal. */
function escapeFor(text: string, quote: string): string {
  const special = quote === '`' ? /[\\`$]/g : quote === '"' ? /[\\"]/g : /[\\']/g;
  return printable(text.replace(special, '\\$&'));
}

function matching(candidates: readonly string[], typed: string): Completion {
  return [[...new Set(candidates)].filter((candidate) => candidate.startsWith(typed)).sort(), typed];
}
