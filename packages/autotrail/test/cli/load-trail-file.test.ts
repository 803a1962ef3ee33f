import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { autotrail, fixture } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

/** The names in the graph of a trail file, or why it cannot be drawn. */
async function graph(file: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await autotrail(scratch, 'graph', file);
  if (code !== 0) throw new Error(stderr);
  return [...stdout.matchAll(/label="([^"]*)"/g)].map(([, name]) => name ?? '');
}

describe('A trail file', () => {
  it.each(['release.ts', 'two-steps.js'])('is read in TypeScript and in JavaScript: %s', async (file) => {
    expect(await graph(fixture(file))).toHaveLength(file === 'release.ts' ? 3 : 2);
  });

  it('may import TypeScript of its own, and wait at its top', async () => {
    await scratch.write('names.ts', "export enum Name { First = 'first' }\n");
    await scratch.write(
      'own.mts',
      "import { step } from 'autotrail';\nimport { Name } from './names.js';\nconst name: string = await Promise.resolve(Name.First);\nexport default [[step(() => 1, { name })]];\n",
    );
    expect(await graph('own.mts')).toEqual(['first']);
  });

  it('may run actions of a TypeScript file in processes of their own', async () => {
    await scratch.write('double.ts', 'export const double = (_env: unknown, context: { n: number }): number => context.n * 2;\n');
    await scratch.write(
      'isolated.ts',
      "import { isolated, Step } from 'autotrail';\nconst double = new Step(isolated(new URL('./double.js', import.meta.url), 'double'), {}, { after: (env, _context, value) => (env.output('made ' + value), value) });\nexport default { definition: [[double]], context: { n: 21 } };\n",
    );
    const { code, stdout } = await autotrail(scratch, 'run', 'isolated.ts');
    expect(stdout).toContain('made 42');
    expect(code).toBe(0);
  });

  it('gets the autotrail that is installed beside it', async () => {
    const folder = join(scratch.folder, 'project');
    await mkdir(join(folder, 'node_modules', 'autotrail'), { recursive: true });
    const ours = pathToFileURL(join(import.meta.dirname, '../../dist/index.js'));
    await scratch.write('project/node_modules/autotrail/package.json', '{ "type": "module", "exports": "./index.js" }');
    await scratch.write(
      'project/node_modules/autotrail/index.js',
      `export { step } from '${ours}';\nexport const name = 'beside';\n`,
    );
    await scratch.write(
      'project/trail.ts',
      "import { name, step } from 'autotrail';\nexport default [[step(() => 1, { name })]];\n",
    );
    expect(await graph('project/trail.ts')).toEqual(['beside']);
  });

  it('with a misspelt option is refused before it is drawn or rehearsed', async () => {
    const text =
      "import { step } from 'autotrail';\nexport default { definition: [[step(() => 1, { name: 'a' })]], limit: [] };\n";
    await scratch.write('misspelt.ts', text);
    for (const command of ['graph', 'rehearse']) {
      const { code, stderr } = await autotrail(scratch, command, 'misspelt.ts');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('got `limit`') });
    }
  });

  it('may have a cycle where it is only drawn', async () => {
    await scratch.write(
      'cycle.ts',
      "import { step } from 'autotrail';\nconst [a, b] = ['a', 'b'].map((name) => step(() => 1, { name }));\nexport default [[a, b], [b, a]];\n",
    );
    expect(await graph('cycle.ts')).toEqual(['a', 'b']);
    const { code, stderr } = await autotrail(scratch, 'run', 'cycle.ts');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('The pairs form a cycle: a -> b -> a.') });
  });
});

describe('A file that is no trail file', () => {
  beforeAll(async () => {
    const files = {
      'nothing.ts': 'export const definition = [];\n',
      'number.ts': 'export default 7;\n',
      'object.ts': 'export default { definition: 7 };\n',
      'throws.ts': "\nconst host: string = 'x';\nthrow new Error('no\\n' + host);\n",
      'syntax.ts': 'const x = ;\n',
      'import.ts': "import { nothing } from './nowhere.js';\nexport default nothing;\n",
      'typo.ts':
        "import { step } from 'autotrail';\nconst [a, b] = ['a', 'b'].map((name) => step(() => 1, { name }));\nexport default { definition: [[a]], failurePair: [[a, b]] };\n",
      'limit.ts':
        "import { step } from 'autotrail';\nexport default { definition: [[step(() => 1, { name: 'a' })]], limits: [{ max: 1 }] };\n",
      'limits.ts':
        "import { step } from 'autotrail';\nexport default { definition: [[step(() => 1, { name: 'a' })]], limits: { most: 1 } };\n",
      'step.ts': "import { step } from 'autotrail';\nexport default [[step(() => 1)]];\n",
    };
    for (const [name, text] of Object.entries(files)) await scratch.write(name, text);
    await mkdir(join(scratch.folder, 'folder.ts'));
  });

  it.each([
    ['missing.ts', 'Expected a trail file at .*missing.ts, found nothing.'],
    ['folder.ts', 'found something that is no file.'],
    ['nothing.ts', 'got no default export.'],
    ['number.ts', 'got a number.'],
    ['object.ts', 'got an object without the array `definition`.'],
    ['throws.ts', String.raw`The trail file .*throws.ts cannot be loaded: no x \(.*throws.ts:3`],
    ['syntax.ts', 'The trail file .*syntax.ts cannot be loaded: .*syntax.ts:1'],
    ['import.ts', 'The trail file .*import.ts cannot be loaded: .*nowhere'],
    ['typo.ts', 'Expected an option of the trail file typo.ts among name, .*failurePairs, .*, got `failurePair`'],
    ['limit.ts', 'Expected an option of entry 0 of `limits` among tags, most, got `max`'],
    ['limits.ts', 'Expected option `limits` of a trail to be a list of limits, .*, got an object'],
    ['step.ts', 'The trail file .*step.ts cannot be loaded: Expected a name: .*step.ts:2'],
  ])('is told what is wrong with it: %s', async (file, sentence) => {
    const { code, stdout, stderr } = await autotrail(scratch, 'run', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^error: .*${sentence}`));
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});
