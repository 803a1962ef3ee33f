import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findTrail } from '../../src/cli/find-trail.js';
import { autotrail, fixture, type Running, runNode, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

describe('The trail that is meant', () => {
  it('is the only one that answers: what is dead or no socket does not count', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'));
    await run.prints('reply 0.1.1');
    const folder = join(scratch.folder, 'autotrail');
    await writeFile(join(folder, 'file.sock'), '');
    await writeFile(join(folder, 'notes.txt'), '');
    const die = `require('node:net').createServer().listen('${folder}/dead.sock', () => process.kill(process.pid, 'SIGKILL'))`;
    await runNode(scratch, '--input-type=commonjs', '--eval', die);
    expect(await autotrail(scratch, 'ping')).toMatchObject({ code: 0, stdout: expect.stringContaining('release is served') });
    await gone(run);
  });

  it('is asked for where several are served, also if one of them does not answer just now', async () => {
    const stopped = await serving('stopped');
    const other = await serving('other');
    stopped.kill('SIGSTOP');
    const { code, stdout, stderr } = await autotrail(scratch, 'skip', '--name', 'a', '--yes');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('several are served: other, stopped (does not answer just now).');
    expect(await autotrail(scratch, '--trail', 'other', 'skip', '--name', 'a', '--dry-run')).toMatchObject({ code: 0 });
    await gone(stopped, other);
  });

  it('is the only one that is served, also if that does not answer just now', async () => {
    const stopped = await serving('stopped');
    stopped.kill('SIGSTOP');
    vi.stubEnv('XDG_RUNTIME_DIR', scratch.folder);
    const socket = join(scratch.folder, 'autotrail', 'stopped.sock');
    expect(await findTrail({})).toBe(socket);
    expect(await findTrail({ trail: 'stopped' })).toBe(socket);
    await gone(stopped);
  });

  it('is told to have a run that is not finished where its server was killed', async () => {
    await gone(await serving('killed'));
    const unfinished =
      /Run \S+ of trail killed is not finished \(begun .* ago, last active .* ago\): 1 \w+\.\nStart one with `autotrail run FILE`/;
    for (const args of [['status'], ['status', '--trail', 'killed']]) {
      expect(await autotrail(scratch, ...args)).toMatchObject({ code: 3, stderr: expect.stringMatching(unfinished) });
    }
    expect((await autotrail(scratch, 'status', '--trail', 'nope')).stderr).not.toContain('is not finished (');
  });

  it('is told from those that are served where it is not served itself', async () => {
    const one = await serving('one');
    const two = await serving('two');
    expect(await autotrail(scratch, '--trail', 'nope', 'status')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('trail nope to be served, but nobody answers at'),
    });
    expect((await autotrail(scratch, '--trail', 'nope', 'status')).stderr).toContain('those that are served: one, two.');
    await gone(one, two);
    expect((await autotrail(scratch, '--trail', 'nope', 'status')).stderr).not.toContain('those that are served');
  });

  it('is never looked for in a folder that others may enter', async () => {
    await mkdir(join(scratch.folder, 'autotrail'), { recursive: true });
    await chmod(join(scratch.folder, 'autotrail'), 0o777);
    expect(await autotrail(scratch, 'ping')).toMatchObject({ code: 4, stderr: expect.stringContaining('one with mode 777') });
    expect(await autotrail(scratch, 'ping', '--trail', 'release')).toMatchObject({ code: 4 });
  });
});

/** Serves a trail of this name that waits to be started. */
async function serving(name: string): Promise<Running> {
  await scratch.write(`${name}.js`, "import { step } from 'autotrail';\nexport default [[step(() => 1, { name: 'a' })]];\n");
  const run = startAutotrail(scratch, 'run', `${name}.js`, '--no-start');
  await run.prints(`${name} is served`);
  return run;
}

async function gone(...runs: readonly Running[]): Promise<void> {
  for (const run of runs) run.kill('SIGKILL');
  await Promise.all(runs.map(({ ended }) => ended));
}
