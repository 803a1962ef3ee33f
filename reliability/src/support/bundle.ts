import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built file of a program, as `kill/victim-main`: this module is run from `src` by tests, and from a bundle in `dist` otherwise. */
export function bundle(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'dist', `${name}.js`);
}
