import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '@autotrail/core';
import type { Definition } from '@autotrail/layer1';
import { TrailServer, type TrailServerOptions } from '@autotrail/layer2';
import { createJiti } from 'jiti';
import { cliError } from '../errors.js';
import type { TrailSource } from './trail-source.js';

/**
 * The trail in a TypeScript or JavaScript file: its default export is a definition, or an object with `definition` and server options.
 *
 * @throws AutoTrailError `AUTOTRAIL_NO_TRAIL_FILE`, `AUTOTRAIL_TRAIL_FILE_FAILED`, `AUTOTRAIL_NOT_A_DEFINITION`,
 * `AUTOTRAIL_UNKNOWN_OPTION`
 */
export async function loadTrailFile(file: string): Promise<TrailSource> {
  const path = resolve(file);
  await checkFile(path);
  const loaded = await importFile(path);
  const exported: unknown = 'default' in loaded ? loaded.default : undefined;
  if (Array.isArray(exported)) return { definition: exported as Definition<unknown>, serverOptions: {} };
  if (!hasDefinition(exported)) throw cliError('AUTOTRAIL_NOT_A_DEFINITION', { file, found: describe(exported) });
  const { definition, ...serverOptions } = exported;
  TrailServer.checkOptions(`the trail file ${file}`, serverOptions);
  return { definition, serverOptions };
}

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).then(
    (stats) => (stats.isFile() ? null : 'something that is no file'),
    () => 'nothing',
  );
  if (found !== null) throw cliError('AUTOTRAIL_NO_TRAIL_FILE', { file: path, found });
}

async function importFile(path: string): Promise<object> {
  try {
    // Without its cache: that is a folder anybody on the machine may write into.
    const jiti = createJiti(path, { fsCache: false, virtualModules: { autotrail: await importAutotrail(path) } });
    return await jiti.import<object>(path);
  } catch (error) {
    throw cliError('AUTOTRAIL_TRAIL_FILE_FAILED', { file: path, reason: reasonOf(error, path) }, error);
  }
}

/** What the file gets where it imports `autotrail`: its own installation, else this one. Loaded by Node, so that there is one copy. */
function importAutotrail(path: string): Promise<unknown> {
  const own = findAutotrail(path);
  return own === null ? import('../index.js') : import(pathToFileURL(own).href);
}

function findAutotrail(path: string): string | null {
  try {
    return createRequire(path).resolve('autotrail');
  } catch {
    return null;
  }
}

function hasDefinition(value: unknown): value is { readonly definition: Definition<unknown> } & TrailServerOptions {
  return typeof value === 'object' && value !== null && 'definition' in value && Array.isArray(value.definition);
}

/** What went wrong, in one line, and where in the file. */
function reasonOf(error: unknown, path: string): string {
  const message = messageOf(error).replace(/\s+/g, ' ').trim();
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.indexOf(`${path}:`);
  const place = at === -1 ? '' : (/^\S+?:\d+(?::\d+)?/.exec(stack.slice(at))?.[0] ?? '');
  return place === '' || message.includes(place) ? message : `${message} (${place})`;
}

function describe(value: unknown): string {
  if (value === undefined) return 'no default export';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object without the array `definition`' : `a ${typeof value}`;
}
