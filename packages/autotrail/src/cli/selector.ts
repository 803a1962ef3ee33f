import type { Tags, TagValue } from '@autotrail/core';
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { readTagSwitches } from './tag-switches.js';

interface SelectorOptions {
  readonly n?: string;
  readonly name?: string;
  readonly tag?: readonly string[];
}

/** Adds the options by which steps are chosen; all that are given must match. */
export function addSelectorOptions(command: Command): void {
  command
    .option('-n <number>', 'the step with this number')
    .option('--name <name>', 'steps of this name')
    .option(
      '--tag <key=value>',
      'steps with this tag; `key=value` is a text, `key:=value` JSON (a number, true, false)',
      collect,
    );
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/**
 * The selector that was typed; `{}` if none was.
 *
 * @param further - tags that were typed elsewhere than in options
 * @throws AutoTrailError `AUTOTRAIL_USAGE`
 */
export function readSelector(command: Command, further: readonly string[] = []): Tags {
  const { n, name, tag = [] } = command.opts<SelectorOptions>();
  const chosen: readonly (readonly [string, TagValue])[] = [
    ...(n === undefined ? [] : [['n', readStepNumber(n)] as const]),
    ...(name === undefined ? [] : [['name', name] as const]),
    ...[...tag, ...further].map(readTag),
    ...readTagSwitches(command),
  ];
  // fromEntries: `__proto__` is a key like any other here.
  const selector = Object.fromEntries(chosen);
  for (const [key, value] of chosen) {
    if (selector[key] !== value) throw usageError(`Expected tag ${key} to be given once, got ${value} and ${selector[key]}.`);
  }
  return selector;
}

/** A step's number. @throws AutoTrailError `AUTOTRAIL_USAGE` */
export function readStepNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw usageError(`Expected the number of a step, got ${text}.`);
  return Number(text);
}

/** `key=value` or `key:=value`, as a tag. @throws AutoTrailError `AUTOTRAIL_USAGE` */
export function readTag(text: string): readonly [string, TagValue] {
  const [, key, isJson, value] = /^([^=]+?)(:?)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw usageError(`Expected a tag as key=value or key:=value, got ${text}.`);
  return [key, isJson === '' ? value : readScalar(value)];
}

function readScalar(text: string): TagValue {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    // Told below: no JSON at all is as wrong as JSON of another kind.
  }
  throw usageError(`Expected a number, true, false or a quoted text after :=, got ${text}.`);
}

/** A selector as it could have been typed. */
export function describeSelector(selector: Tags): string {
  const tags = Object.entries(selector).map(tagText);
  return tags.length === 0 ? 'anything' : tags.join(' ');
}

/** A tag as `--tag` takes it. */
export function tagText([key, value]: readonly [string, TagValue]): string {
  return typeof value === 'string' ? `${key}=${value}` : `${key}:=${value}`;
}
