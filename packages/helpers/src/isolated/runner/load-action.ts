import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describeValue, messageOf } from '@autotrail/core';
import type { ActionFunction } from '@autotrail/layer1';
import { helpersError } from '../../errors.js';

/** What a file of TypeScript is called that is named by what would become of it. */
const SOURCES: ReadonlyMap<string, string> = new Map([
  ['.js', '.ts'],
  ['.mjs', '.mts'],
  ['.cjs', '.cts'],
]);

/** Loads the export of a file. @throws AutoTrailError `AUTOTRAIL_ACTION_NOT_LOADED`, naming file and export */
export async function loadAction(url: URL, name: string): Promise<ActionFunction<unknown>> {
  const named = fileURLToPath(url);
  const notLoaded = (reason: string, cause?: unknown): Error =>
    helpersError('AUTOTRAIL_ACTION_NOT_LOADED', { name, file: named, reason }, cause);
  const file = findFile(named);
  if (file === null) throw notLoaded('there is no such file');
  const module = await importFile(file).catch((error: unknown) => {
    throw notLoaded(`importing the file failed with: ${messageOf(error)}`, error);
  });
  if (!Object.hasOwn(module, name)) throw notLoaded(`the file exports ${Object.keys(module).join(', ') || 'nothing'}`);
  const exported = (module as Readonly<Record<string, unknown>>)[name];
  if (typeof exported !== 'function') throw notLoaded(`the export is no function but ${describeValue(exported)}`);
  return exported as ActionFunction<unknown>;
}

function findFile(named: string): string | null {
  if (existsSync(named)) return named;
  const extension = extname(named);
  const source = named.slice(0, -extension.length) + (SOURCES.get(extension) ?? extension);
  return existsSync(source) ? source : null;
}

async function importFile(file: string): Promise<object> {
  if (![...SOURCES.values()].includes(extname(file))) return import(pathToFileURL(file).href);
  const { createJiti } = await import('jiti');
  // Without its cache: that is a folder anybody on the machine may write into.
  return createJiti(file, { fsCache: false, interopDefault: false }).import<object>(file);
}
