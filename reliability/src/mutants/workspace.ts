import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Edit, replaceOnce } from './mutant.js';

/** What is copied of a package: what it was built into, and what was kept of releases before. */
const BUILT = ['package.json', 'dist', 'golden'];
/** What a package is built from. */
const SOURCES = ['src', 'tsconfig.json', 'tsup.config.ts'];
/** What the configurations of packages stand on. */
const SHARED = ['tsconfig.base.json', 'tsup.base.ts'];
const SCOPE = '@autotrail';

/**
 * A copy of the packages and of these programmes, in which they find each other and none of the originals: what is changed in it is
 * changed for nobody else.
 */
export class Workspace {
  /** Its folder. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies everything as it was built. */
  static async copy(): Promise<Workspace> {
    const root = rootFolder();
    // Short: sockets are put into it.
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'at-mutant-')));
    const packages = (await readdir(join(root, 'packages'))).map((name) => `packages/${name}`);
    const places = [...packages.filter((place) => existsSync(join(root, place, 'dist'))), 'reliability'];
    for (const name of SHARED) await cp(join(root, name), join(folder, name));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await mkdir(join(folder, 'tmp'));
    for (const place of places) await copyPackage(root, folder, place);
    return new Workspace(folder);
  }

  /** Makes replacements in the sources of packages, and builds these anew. @throws Error if one is not found exactly once */
  async mutate(edits: readonly Edit[]): Promise<void> {
    const places = [...new Set(edits.map(({ file }) => `packages/${file.split('/')[0]}`))];
    for (const place of places) await copyAll(SOURCES, join(rootFolder(), place), join(this.folder, place));
    for (const edit of edits) {
      const path = join(this.folder, 'packages', edit.file);
      await writeFile(path, replaceOnce(await readFile(path, 'utf8'), edit));
    }
    for (const place of places) await this.#build(place);
  }

  /** Removes it. */
  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async #build(place: string): Promise<void> {
    const tsup = join(this.folder, 'node_modules/tsup/dist/cli-default.js');
    const options = { cwd: join(this.folder, place) };
    await promisify(execFile)(process.execPath, [tsup, '--no-dts', '--no-sourcemap'], options);
  }
}

/** The source that an edit is of, as it is. */
export function readSource({ file }: Edit): Promise<string> {
  return readFile(join(rootFolder(), 'packages', file), 'utf8');
}

/** The folder of the repository, wherever in it this was built to. */
function rootFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    if (folder === dirname(folder)) throw new Error(`${fileURLToPath(import.meta.url)} is in no workspace.`);
    folder = dirname(folder);
  }
  return folder;
}

async function copyPackage(root: string, folder: string, place: string): Promise<void> {
  const [from, to] = [join(root, place), join(folder, place)];
  await copyAll(BUILT, from, to);
  const [modules, own] = [join(from, 'node_modules'), join(to, 'node_modules')];
  await mkdir(join(own, SCOPE), { recursive: true });
  for (const name of await namesIn(modules)) await symlink(await realpath(join(modules, name)), join(own, name));
  for (const name of await namesIn(join(modules, SCOPE))) await symlink(join(folder, 'packages', name), join(own, SCOPE, name));
}

async function copyAll(names: readonly string[], from: string, to: string): Promise<void> {
  // Neither types nor maps are run.
  const filter = (path: string): boolean => !path.endsWith('.d.ts') && !path.endsWith('.map');
  for (const name of names) {
    if (existsSync(join(from, name))) await cp(join(from, name), join(to, name), { recursive: true, filter });
  }
}

/** The names of dependencies in a folder of modules, without those of these packages. */
async function namesIn(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).filter((name) => !name.startsWith('.') && name !== SCOPE);
}
