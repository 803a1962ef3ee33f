/** What the tasks of the site do. They know nothing of the engine but their {@link TaskEnvironment}. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { hasForeignTag, renderPage } from './render.js';
import type { TaskEnvironment } from './task.js';

/** Where a site comes from and goes to. */
export interface Site {
  /** The folder of its texts. */
  readonly texts: string;
  /** The folder it is built into; it exists and is empty. */
  readonly folder: string;
  /** How many random texts the renderer has to stand. */
  readonly rounds: number;
}

const ROUNDS_A_TURN = 1_000;

/** Makes a page of every text. */
export async function renderPages({ texts, folder }: Site, env: TaskEnvironment): Promise<void> {
  const names = await readdir(texts);
  for (const name of names) {
    const text = await readFile(join(texts, name), 'utf8');
    await writeFile(join(folder, `${basename(name, '.txt')}.html`), renderPage(text));
  }
  env.note(`${names.length} pages`);
}

/** Makes the page that lists the others. */
export async function listPages({ folder }: Site): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.html'));
  await writeFile(join(folder, 'index.html'), renderPage(['Contents', ...names.sort()].join('\n\n')));
}

/** Writes the style sheet. */
export async function writeStyle({ folder }: Site): Promise<void> {
  await writeFile(join(folder, 'style.css'), 'body { max-width: 40em; margin: 2em auto; }\n');
}

/** Puts a compressed copy beside every file. */
export async function compressFiles({ folder }: Site, env: TaskEnvironment): Promise<void> {
  const names = await readdir(folder);
  for (const name of names)
    await writeFile(join(folder, `${name}.gz`), await promisify(gzip)(await readFile(join(folder, name))));
  env.note(`${names.length} files`);
}

/** Renders random texts, and fails at the first that gets a tag of its own into the page. */
export async function fuzzRenderer({ rounds }: Site, env: TaskEnvironment): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const text = randomBytes(64).toString('latin1');
    if (hasForeignTag(renderPage(text))) throw new Error(`a tag got through: ${JSON.stringify(text)}`);
    if (round % ROUNDS_A_TURN > 0) continue;
    // Nothing else happens in this process while a task computes: now and then the socket must get its turn.
    await nextTurn();
    env.signal.throwIfAborted();
    env.note(`${round} texts of ${rounds}`);
  }
  env.note(`${rounds} texts`);
}

/** Writes the checksums of all files: what is sealed was built and fuzzed. */
export async function sealFiles({ folder }: Site): Promise<void> {
  const names = (await readdir(folder)).sort();
  const lines = names.map(async (name) => `${checksumOf(await readFile(join(folder, name)))}  ${name}\n`);
  await writeFile(join(folder, 'SHA256SUMS'), await Promise.all(lines));
}

function checksumOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
