import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { BIN } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { SteeredTrail } from '../support/steered-trail.js';

const scratch = scratchOfThisFile();

const TRAIL = `
import { step } from 'autotrail';
const ask = (name, options) => step(async (env) => env.output(await env.ask('Which?', options)), { name });
export default { definition: [
  [ask('spaced', { choices: ['us west', 'eu'], mayAnswer: ['ann lee'] })],
  [ask('dashed', { choices: ['-x', '--yes'] })],
  [ask('quoted', { choices: ["it's", 'b'] })],
  [ask('negative', { choices: [-1, 1] })],
  [ask('usual', { default: 3, mayAnswer: ['bob'] })],
  [ask('object', { default: { host: 'db-1' } })],
  [ask('twice', { choices: [1, '1'] })],
  [ask('any', {})],
] };
`;

beforeAll(async () => {
  await scratch.write('asks.js', TRAIL);
});

describe('The command that a hint gives', () => {
  it('works as it stands in a shell, for whatever is asked', async () => {
    const trail = await SteeredTrail.begin(scratch, 'asks');
    for (let n = 0; n < 8; n++) await trail.run.prints(`reply ${n}.1.1`);
    const { stderr } = await trail.call('status');
    const commands = stderr.split('\n').filter((line) => line.startsWith('  autotrail'));
    expect(commands).toHaveLength(8);
    for (const line of commands) {
      const [command = ''] = line.trim().split('    (');
      const typed = command.replace(/^autotrail/, `'${process.execPath}' '${BIN}'`);
      await promisify(execFile)('bash', ['-c', typed], { cwd: scratch.folder, env: scratch.env });
    }
    await trail.shown('wait');
    const steps = (await trail.json('status', '--fields', 'name,outputMessages')) as readonly object[];
    expect(steps).toEqual([
      { name: 'spaced', outputMessages: ['us west'] },
      { name: 'dashed', outputMessages: ['-x'] },
      { name: 'quoted', outputMessages: ["it's"] },
      { name: 'negative', outputMessages: [-1] },
      { name: 'usual', outputMessages: [3] },
      { name: 'object', outputMessages: [{ host: 'db-1' }] },
      { name: 'twice', outputMessages: [1] },
      { name: 'any', outputMessages: [true] },
    ]);
  });
});
