import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Program } from './support/program.js';

let folder: string;
let socketFile: string;

beforeEach(({ onTestFinished }) => {
  folder = mkdtempSync(join(tmpdir(), 'at-'));
  socketFile = join(folder, 'rotation.sock');
  // What was asked for first is done last: the programs are gone by then.
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function rotation(): Program {
  return new Program('main', ['--folder', folder]);
}

function call(...args: readonly string[]) {
  return new Program('call', [socketFile, ...args]).end();
}

/** The names of the steps that a call affected, and those it refused, with the reason. */
async function affectedBy(...args: readonly string[]) {
  const { affected, refused } = JSON.parse((await call(...args)).output);
  return {
    affected: affected.map(({ name }: { name: string }) => name),
    refused: refused.map(({ name, reason }: { name: string; reason: string }) => `${name}: ${reason}`),
  };
}

function keyOf(...path: readonly string[]): string {
  return readFileSync(join(folder, 'fleet', ...path, 'key'), 'utf8');
}

describe('The approval engine', () => {
  it('runs each step when somebody else than its owner has approved it, one at a time', async () => {
    const running = rotation();
    await running.wrote('Paused: renew;');
    expect(await affectedBy('kim', 'approve', 'name=renew')).toEqual({
      affected: [],
      refused: ['renew: nobody approves a step of their own'],
    });
    expect(await affectedBy('lee', 'approve', 'name=renew')).toEqual({ affected: ['renew'], refused: [] });
    await running.wrote('Paused: host-1, host-2, host-3\n');
    expect(await affectedBy('kim', 'approve', 'role=host')).toEqual({ affected: ['host-1', 'host-2', 'host-3'], refused: [] });
    await running.wrote('Paused: retire\n');
    expect(await affectedBy('lee', 'approve', 'name=retire')).toEqual({ affected: ['retire'], refused: [] });

    expect(await running.end()).toMatchObject({
      code: 0,
      output: expect.stringContaining('The rotation is finished; hosts away at a time: 1\n'),
    });
    expect(keyOf()).toMatch(/^[0-9a-f]{64}$/);
    for (const host of ['host-1', 'host-2', 'host-3']) expect(keyOf(host)).toBe(keyOf());
  });

  it('approves nothing that was not reached', async () => {
    const running = rotation();
    await running.wrote('Paused: renew;');
    expect(await affectedBy('kim', 'approve', 'name=host-1')).toEqual({
      affected: [],
      refused: ['host-1: approve affects steps that are Paused'],
    });
  });

  it('wants a new approval for a new attempt', async () => {
    mkdirSync(join(folder, 'fleet'));
    const obstacle = join(folder, 'fleet', 'host-2');
    writeFileSync(obstacle, 'a file where the folder of the host should be');
    const running = rotation();
    await running.wrote('Paused: renew;');
    await call('lee', 'approve', 'name=renew');
    await running.wrote('Paused: host-1');
    await call('kim', 'approve', 'role=host');
    await running.wrote('Paused due to failure: host-2\n');

    rmSync(obstacle);
    expect(await affectedBy('lee', 'resume', 'name=host-2')).toEqual({ affected: ['host-2'], refused: [] });
    await running.wrote('lee: resume     Paused: host-2\n');
    expect(await affectedBy('kim', 'approve', 'name=host-2')).toEqual({ affected: ['host-2'], refused: [] });
    await running.wrote('Paused: retire\n');
  });

  it('refuses an approval that names no person, and goes on', async () => {
    const running = rotation();
    await running.wrote('Paused: renew;');
    expect(await call(' ', 'approve')).toMatchObject({
      code: 1,
      output: expect.stringContaining('Expected field `actor` of call approve to be the name of a person'),
    });
    expect(await call('lee', 'constructor')).toMatchObject({ code: 1, output: expect.stringContaining('is invalid') });
    expect(await affectedBy('lee', 'approve', 'name=renew')).toEqual({ affected: ['renew'], refused: [] });
  });

  it('ends on Ctrl-C, and takes its socket away', async () => {
    const running = rotation();
    await running.wrote('Paused: renew;');
    running.interrupt();
    expect(await running.end()).toMatchObject({ code: 1, output: expect.stringContaining('The rotation is not finished') });
    expect(existsSync(socketFile)).toBe(false);
    expect(await call('lee', 'approve')).toMatchObject({
      code: 1,
      output: expect.stringContaining('Expected a server to answer'),
    });
  });
});
