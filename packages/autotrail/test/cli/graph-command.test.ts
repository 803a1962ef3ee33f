import { describe, expect, it } from 'vitest';
import { autotrail, runNode } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

const STEPS = `import { runCli, step } from '${new URL('../../dist/index.js', import.meta.url)}';
const [deploy, check, rollback] = ['deploy', 'check', 'rollback'].map((name) => step(() => 1, { name }));
const definition = [[deploy, check]];
`;

describe('graph', () => {
  it.each([
    ['dot', /^ {2}0 -> 1;$/m, /^ {2}0 -> 2 \[style=dashed /m],
    ['mermaid', /^ {2}n0 --> n1$/m, /^ {2}n0 -\.->\|on failure\| n2$/m],
    ['svg', /: deploy; then 1; on failure 2\./, /stroke-dasharray="7 4"[^>]*><title>on failure</],
  ])('draws the failure pairs of a trail file dashed in %s', async (format, ordinary, failure) => {
    const trail = 'export default { definition, failurePairs: [[deploy, rollback]] };\n';
    const file = await scratch.write(`${format}.mjs`, `${STEPS}${trail}`);
    const { code, stdout } = await autotrail(scratch, 'graph', '--format', format, file);
    expect(code).toBe(0);
    expect(stdout).toMatch(ordinary);
    expect(stdout).toMatch(failure);
  });

  it('draws a trail without failure pairs without any', async () => {
    const file = await scratch.write('plain.mjs', `${STEPS}export default definition;\n`);
    const { code, stdout } = await autotrail(scratch, 'graph', file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.not.stringContaining('dashed') });
  });

  it('draws the failure pairs of a runbook that is a command line of its own', async () => {
    const file = await scratch.write('own.mjs', `${STEPS}await runCli(definition, { failurePairs: [[deploy, rollback]] });\n`);
    expect(await runNode(scratch, file, 'graph')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 -> 2 [style=dashed'),
    });
  });

  it('says which failure pair is none', async () => {
    const file = await scratch.write('stranger.mjs', `${STEPS}export default { definition, failurePairs: [[deploy, 'x']] };\n`);
    const { code, stdout, stderr } = await autotrail(scratch, 'graph', file);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining("got 'x'") });
  });
});
