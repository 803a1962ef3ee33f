import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this workspace. */
const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** One release: what the steps of the runbook are told, and tell each other. */
export interface Release {
  /** The package's name and version. */
  readonly name: string;
  readonly version: string;
  /** The folder of its sources. */
  readonly source: string;
  /** The folder of the workspace's programs. */
  readonly bin: string;
  /** The scratch folder that everything is made in. */
  readonly folder: string;
  /** The empty project that the package is installed into. */
  readonly project: string;
  /** Where the package is published: a folder. */
  readonly published: string;
  /** The file that `pnpm pack` makes. */
  readonly tarball: string;
  /** The tarball's SHA-256, as soon as it is known. */
  checksum: string;
}

/** Lays out a scratch folder for a release of `@autotrail/core`. */
export async function prepareRelease(): Promise<Release> {
  const source = join(workspace, 'packages/core');
  const { name, version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Record<
    'name' | 'version',
    string
  >;
  const folder = await mkdtemp(join(tmpdir(), 'autotrail-release-'));
  const project = join(folder, 'project');
  const published = join(folder, 'published');
  await Promise.all([mkdir(project), mkdir(published)]);
  return {
    name,
    version,
    source,
    bin: join(workspace, 'node_modules/.bin'),
    folder,
    project,
    published,
    tarball: join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
    checksum: '',
  };
}

/** The SHA-256 of a file, in hexadecimal. */
export async function checksumOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
