import { parseParams } from '@autotrail/layer1';
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { collect } from './selector.js';
import type { TrailSource } from './trail-source.js';

/** The parameters of a run, as they were typed. */
export interface ParamOptions {
  readonly param?: readonly string[];
}

/** Adds the option that gives a run its parameters. */
export function addParamOption(command: Command): void {
  command.option('--param <name=value>', 'what the run is given to go by, as the trail file says (may be repeated)', collect);
}

/**
 * A trail with the parameters that were typed, beside those its file gives.
 *
 * @throws AutoTrailError `AUTOTRAIL_USAGE`; `AUTOTRAIL_BAD_PARAMS` if the trail has no such parameters, or they cannot be read
 */
export function withParams(source: TrailSource, { param = [] }: ParamOptions): TrailSource {
  if (param.length === 0) return source;
  const { params = {}, paramValues = {} } = source.serverOptions;
  const values = { ...paramValues, ...parseParams(params, readTexts(param)) };
  return { ...source, serverOptions: { ...source.serverOptions, paramValues: values } };
}

function readTexts(typed: readonly string[]): Readonly<Record<string, string>> {
  const texts = new Map<string, string>();
  for (const text of typed) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw usageError(`Expected a parameter as name=value, got ${text}.`);
    if (texts.has(name)) throw usageError(`Expected parameter ${name} to be given once.`);
    texts.set(name, value);
  }
  return Object.fromEntries(texts);
}
