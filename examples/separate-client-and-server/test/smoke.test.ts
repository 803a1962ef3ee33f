import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Program } from './support/program.js';

let folder: string;
let socketFile: string;

beforeEach(({ onTestFinished }) => {
  folder = mkdtempSync(join(tmpdir(), 'at-'));
  socketFile = join(folder, 'autotrail', 'deployment.sock');
  // What was asked for first is done last: the programs are gone by then.
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** A server that answers. */
async function startServer(): Promise<Program> {
  mkdirSync(dirname(socketFile), { mode: 0o700 });
  const changes = watch(dirname(socketFile))[Symbol.asyncIterator]();
  const appeared = (async () => {
    do await changes.next();
    while (!existsSync(socketFile));
  })();
  const server = new Program('server', [], folder);
  await Promise.race([appeared, server.end()]);
  await changes.return?.();
  return server;
}

function run(name: string, ...args: readonly string[]) {
  return new Program(name, args, folder).end();
}

/** What a command wrote that did what it was told. */
async function command(...args: readonly string[]): Promise<string> {
  const { code, output } = await run('command-line', ...args);
  expect({ args, code, output }).toMatchObject({ code: 0 });
  return output;
}

describe('The separate client and server', { timeout: 120_000 }, () => {
  it('is steered by the script, which then shuts the server down', async () => {
    const server = await startServer();
    const { code, output } = await run('client');
    expect(output.split('\n').slice(0, 5)).toEqual([
      'paused: deploy west, look at west',
      'started: build, test, deploy east, look at east, announce',
      'look at east: Is 1.2.3 well in the east? Yes.',
      'resumed: deploy west, look at west',
      'look at west: Is 1.2.3 well in the west? Yes.',
    ]);
    expect(output).toContain('6 announce Succeeded Version 1.2.3 is live in east and west.\n');
    expect(code).toBe(0);
    expect(await server.end()).toEqual({ code: 0, output: `Serving the trail deployment on ${socketFile}\nShut down.\n` });
    expect(existsSync(socketFile)).toBe(false);
  });

  it("is steered by its own command line, by switches for the trail's tags", async () => {
    const server = await startServer();
    expect(await command('pause', '--region', 'west', '--yes')).toContain('  3  deploy west\n  5  look at west\n');
    await command('start', '--yes');
    await command('wait', '--until', 'needs-input');
    await command('reply', '4', '--yes');
    expect(await command('go-west')).toBe('Goes on: deploy west, look at west\n');
    await command('wait', '--until', 'needs-input');
    await command('reply', '5', '--yes');
    await command('wait');
    const [announce] = JSON.parse(await command('status', '--json', '--phase', 'tell')).data;
    expect(announce).toMatchObject({ state: 'Succeeded', returnValue: 'Version 1.2.3 is live in east and west.' });
    server.interrupt();
    expect(await server.end()).toMatchObject({ code: 0, output: expect.stringContaining('Shut down.\n') });
  });

  it('tells of a wrong switch, and of a server that is not there', async () => {
    expect(await run('command-line', 'skip', '--region', 'north')).toMatchObject({
      code: 2,
      output: expect.stringContaining('Expected --region to be one of east, west, got north.'),
    });
    expect(await run('command-line', 'go-west')).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^Expected a server to answer at .*deployment\.sock/),
    });
    expect(await run('client')).toMatchObject({ code: 1, output: expect.stringContaining('AUTOTRAIL_SERVER_GONE') });
  });
});
