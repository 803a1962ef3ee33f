import type { TagValue } from '@autotrail/core';
import { type Definition, Step } from '@autotrail/layer1';
import type { Command, Option } from 'commander';
import { usageError } from '../errors.js';

/** The tags of a trail, and the values that each of them has. */
export type KnownTags = Readonly<Record<string, readonly TagValue[]>>;

interface TagSwitch {
  readonly key: string;
  readonly values: readonly TagValue[];
}

/** Keys that can stand behind `--`: words joined by single dashes. `--no-x` is commander's opposite of `--x`. */
const SWITCHABLE = /^(?!no-)[A-Za-z]\w*(-\w+)*$/;

/** Which options are switches for tags: they stand among the command's others. */
const SWITCHES = new WeakMap<Option, TagSwitch>();

/**
 * The tags in definitions, failure pairs among them, besides `name`, for `addTrailCommands`, which makes switches of them.
 *
 * @example
 * tagsOf([[step(check, { phase: 'before' }), step(deploy, { phase: 'after' })]]); // { phase: ['before', 'after'] }
 */
export function tagsOf(...definitions: readonly Definition[]): KnownTags {
  const tags = new Map<string, Set<TagValue>>();
  // A definition that is none is told about when it is built.
  for (const step of definitions.flat(2).filter(Step.is)) {
    for (const [key, value] of Object.entries(step.tags)) tags.set(key, (tags.get(key) ?? new Set()).add(value));
  }
  tags.delete('name');
  return Object.fromEntries(Array.from(tags, ([key, values]) => [key, [...values]]));
}

/** Adds a switch for each tag. A key that is an option already, or that makes none, is left to `--tag`. */
export function addTagSwitches(command: Command, tags: KnownTags): void {
  for (const [key, values] of Object.entries(tags)) {
    if (!SWITCHABLE.test(key)) continue;
    const option = command.createOption(`--${key} <value>`, `steps tagged ${key}: ${values.map(String).join(', ')}`);
    if (isTaken(command, option.attributeName())) continue;
    SWITCHES.set(option, { key, values });
    command.addOption(option);
  }
}

/** What was chosen by switches, as tags: a value is of the type that it has in the trail. @throws AutoTrailError `AUTOTRAIL_USAGE` */
export function readTagSwitches(command: Command): readonly (readonly [string, TagValue])[] {
  return command.options.flatMap((option) => {
    const tag = SWITCHES.get(option);
    const text: unknown = command.getOptionValue(option.attributeName());
    return tag === undefined || typeof text !== 'string' ? [] : [[tag.key, readValue(tag, text)]];
  });
}

/** Values of options are kept in an object that has inherited names of its own. */
function isTaken(command: Command, attribute: string): boolean {
  if (attribute === 'help' || attribute in {}) return true;
  for (let owner: Command | null = command; owner !== null; owner = owner.parent) {
    if (owner.options.some((option) => option.attributeName() === attribute)) return true;
  }
  return false;
}

function readValue({ key, values }: TagSwitch, text: string): TagValue {
  const value = values.find((known) => String(known) === text);
  if (value === undefined) throw usageError(`Expected --${key} to be one of ${values.map(String).join(', ')}, got ${text}.`);
  return value;
}
