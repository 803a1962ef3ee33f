import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, runNode, startNode } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();
const FILE = fixture('release-cli.js');

describe('runCli', () => {
  it('makes a runbook file a command line that finds its own trail', async () => {
    const run = startNode(scratch, FILE, 'run');
    await run.prints(`node ${relative(scratch.folder, FILE)} reply 0.1.1 --yes`);
    expect((await runNode(scratch, FILE, 'status')).stdout).toContain('Which host?');
    expect(await runNode(scratch, FILE, 'reply', '0', 'db-1')).toMatchObject({ code: 0 });
    expect(await run.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('finished: 2 Succeeded') });
    expect(await runNode(scratch, FILE, 'status')).toMatchObject({ code: 3 });
  });

  it('has switches for the tags of the trail, with values of their types', async () => {
    const run = startNode(scratch, FILE, 'run');
    await run.prints('reply 0.1.1');
    const names = async (...args: readonly string[]) =>
      (await runNode(scratch, FILE, 'steps', ...args)).stdout.match(/ask|deploy/g);
    expect(await names('--phase', 'deploy', '--json')).toContain('deploy');
    expect((await runNode(scratch, FILE, 'steps', '--phase', 'deploy')).stdout).toBe(
      'n  step    tags\n1  deploy  phase=deploy tries:=1\n',
    );
    expect((await runNode(scratch, FILE, 'pause', '--tries', '1', '--yes')).stdout).toBe('  1  deploy\n');
    expect(await runNode(scratch, FILE, 'steps', '--phase', 'lunch')).toMatchObject({ code: 2 });
    expect((await runNode(scratch, FILE, 'steps', '--help')).stdout).toMatch(
      /--phase <value>\s+steps tagged phase: before, deploy/,
    );
  });

  it('draws the trail, and tells what was typed wrong', async () => {
    expect((await runNode(scratch, FILE, 'graph')).stdout).toContain('label="deploy"');
    expect(await runNode(scratch, FILE, 'graph', 'x')).toMatchObject({ code: 2 });
    expect(await runNode(scratch, FILE, 'frobnicate', '--json')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^\{"code":"AUTOTRAIL_USAGE"/),
    });
  });

  it('tells what is wrong with a definition', async () => {
    await scratch.write(
      'wrong.mjs',
      `import { runCli } from '${new URL('../../dist/index.js', import.meta.url)}';\nawait runCli('nothing');\n`,
    );
    const sentence = expect.stringContaining('Expected at least one pair');
    expect(await runNode(scratch, 'wrong.mjs', 'run')).toMatchObject({ code: 2, stderr: sentence });
    expect(await runNode(scratch, 'wrong.mjs', 'status')).toMatchObject({ code: 2, stderr: sentence });
  });
});
