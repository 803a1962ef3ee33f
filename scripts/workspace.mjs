import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Every package below the root, as pnpm knows them: `{ name, path, manifest }`. */
export function workspacePackages() {
  const { ok, output } = run('pnpm', ['list', '--recursive', '--depth=-1', '--json']);
  if (!ok) throw new Error(`Expected pnpm to list the packages of the workspace, got:\n${output}`);
  return JSON.parse(output)
    .filter(({ path }) => join(path, '/') !== root)
    .map(({ name, path }) => ({ name, path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) }));
}

/** Runs a program of this workspace to its end and answers `{ ok, output }`; with `show` it writes to the terminal instead. */
export function run(command, args, { cwd = root, show = false } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: Infinity,
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
  });
  if (error !== undefined) throw error;
  const ok = status === 0;
  return { ok, output: ok ? (stdout ?? '') : `${stdout ?? ''}${stderr ?? ''}` };
}
