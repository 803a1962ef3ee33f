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

/**
 * Runs a program of this workspace to its end and answers `{ ok, output }`; with `show` it writes to the terminal instead. One that
 * has not ended after `limitMs` is told to end, and has failed: a hang must not pass for work.
 */
export function run(command, args, { cwd = root, show = false, limitMs } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: Infinity,
    timeout: limitMs,
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
  });
  if (error?.code === 'ETIMEDOUT') return { ok: false, output: `${command} had not ended after ${limitMs / 60_000} minutes.` };
  if (error !== undefined) throw error;
  const ok = status === 0;
  return { ok, output: ok ? (stdout ?? '') : `${stdout ?? ''}${stderr ?? ''}` };
}
