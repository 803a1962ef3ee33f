import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { autotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

const RELEASE = `
import { Instruction, ShellCommand, Step, step } from 'autotrail';

const never = () => { throw new Error('it was run'); };
const check = new Step(new Instruction('check', 'Look at the graphs of {host}.'));
const deploy = new Step(new ShellCommand('deploy', ({ params }) => ['touch', "made-by-" + params.to]), {}, { retry: { attempts: 2, backoffMs: 45_000 } });
const tell = step(never, { name: 'tell' }, { pauseOnFail: false, before: never, onFailure: never });

export default {
  definition: [[check, deploy], [deploy, tell]],
  context: { host: 'db-1' },
  params: { to: { type: 'string', default: 'db-1' } },
};
`;

const HANDLED = `
import { ShellCommand, Step } from 'autotrail';
import release from './release.ts';

const [[check, deploy]] = release.definition;
const rollBack = new Step(new ShellCommand('roll back', 'echo back'));
export default { ...release, definition: [[check, deploy]], failurePairs: [[deploy, rollBack]] };
`;

const ASKING = `
import { step } from 'autotrail';

const ask = async (env) => [await env.input('first?'), await env.input('second?')];
export default [[step({ name: 'ask', run: ask, rehearse: ask })]];
`;

beforeAll(async () => {
  await scratch.write('release.ts', RELEASE);
  await scratch.write('handled.ts', HANDLED);
  await scratch.write('asking.js', ASKING);
});

async function rehearse(...args: readonly string[]) {
  const { code, stdout, stderr } = await autotrail(scratch, 'rehearse', ...args);
  return { code, stdout, stderr, lines: stdout.trimEnd().split('\n') };
}

describe('autotrail rehearse', () => {
  it('prints what would happen when, and what would become of each step, runs nothing and leaves nothing', async () => {
    const { code, lines, stderr } = await rehearse('release.ts', '--answer', 'check=true');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'after | n | step | attempt | state | why',
      '0:00:00 | 0 | check | 1 | Running',
      '0:00:00 | 0 | check | 1 | Succeeded',
      '0:00:00 | 1 | deploy | 1 | Running',
      '0:00:00 | 1 | deploy | 1 | Succeeded',
      '0:00:00 | 2 | tell | 1 | Running',
      '0:00:00 | 2 | tell | 1 | Succeeded',
      '',
      'n | step | state | why | puts out',
      '0 | check | Succeeded',
      '1 | deploy | Succeeded | Would run: touch made-by-db-1',
      '2 | tell | Succeeded',
      '',
      'Functions, not run: 2 tell. What they would ask is not known.',
      'finished after 0:00:00: 3 Succeeded',
    ]);
    expect((await readdir(scratch.folder)).sort()).toEqual(['asking.js', 'handled.ts', 'release.ts']);
  });

  it('ends with code 5 where an answer is missing, and says how to give it', async () => {
    const { code, stdout, stderr } = await rehearse('release.ts');
    expect(code).toBe(5);
    expect(stdout).toContain('\n0 check would wait for an answer: Look at the graphs of db-1.\n');
    expect(stdout).toContain('waiting after 0:00:00: 2 Waiting, 1 Running');
    expect(stderr).toBe('To go on, add\n  --answer check=true    (or another value)\n');
  });

  it('ends with code 5 where a step that is to fail would wait for a decision, after all its attempts', async () => {
    const { code, stdout, stderr } = await rehearse('release.ts', '--fail', 'deploy', '--answer', 'check=true');
    expect({ code, stderr }).toEqual({ code: 5, stderr: 'To go on, add\n  --give-up deploy\n' });
    expect(stdout).toMatch(/^0:00:00 +1 +deploy +1 +Waiting +timer$/m);
    expect(stdout).toMatch(/^0:00:45 +1 +deploy +2 +Paused due to failure +failure$/m);
    expect(stdout).toContain("\n1 deploy would wait for an operator's decision: it is Paused due to failure\n");
  });

  it('ends with code 1 where a step would fail without asking anybody', async () => {
    const { code, stdout } = await rehearse('release.ts', '--fail', 'tell', '--answer', 'check=true');
    expect(code).toBe(1);
    expect(stdout).toContain('finished after 0:00:00: 2 Succeeded, 1 Failed');
  });

  it('gives a step up that would wait for a decision, so that the handling of its failure is rehearsed', async () => {
    const args = ['release.ts', '--fail', 'deploy', '--answer', 'check=true', '--give-up', 'deploy'] as const;
    const { code, stdout } = await rehearse(...args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^0:00:45 +1 +deploy +2 +Failed +operator$/m);
    expect(stdout).toMatch(/^1 +deploy +Failed +operator$/m);
    const handled = await rehearse('handled.ts', ...args.slice(1));
    expect(handled).toMatchObject({ code: 0, stderr: '' });
    expect(handled.stdout).toMatch(/^2 +roll back +Succeeded +Would run: echo back$/m);
  });

  it('ends with code 2 where a step that has Succeeded did not ask for all that it was to be answered', async () => {
    const mute = await rehearse('release.ts', '--answer', 'check=true', '--answer', 'tell=nonsense');
    expect(mute).toMatchObject({ code: 2, stderr: '' });
    expect(mute.stdout).toContain('\nDid not ask for all that they were to be answered: 2 tell.\nfinished after');
    const left = await rehearse('asking.js', '--answer', 'ask=1', '--answer', 'ask=2', '--answer', 'ask=3');
    expect(left).toMatchObject({ code: 2, stdout: expect.stringContaining('answered: 0 ask.\n') });
    const early = await rehearse('release.ts', '--answer', 'tell=later');
    expect(early).toMatchObject({ code: 5, stdout: expect.not.stringContaining('Did not ask') });
  });

  it('says in its help what is run', async () => {
    const { code, stdout } = await rehearse('--help');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'What is run: the file itself, and functions in it that make the texts of instructions, or commands.',
    );
  });

  it('takes the parameters of the run', async () => {
    const given = await rehearse('release.ts', '--param', 'to=db-2', '--answer', 'check=true');
    expect(given).toMatchObject({ code: 0, stdout: expect.stringContaining('Would run: touch made-by-db-2') });
    expect(await rehearse('release.ts', '--param', 'ot=db-2')).toMatchObject({ code: 2 });
  });

  it('takes answers as JSON or as texts, one after the other where there are several', async () => {
    const answered = await rehearse('asking.js', '--json', '--answer', 'ask={"a":[1]}', '--answer', 'ask=a=b');
    expect(JSON.parse(answered.stdout).data.states[0]).toMatchObject({ state: 'Succeeded', returnValue: [{ a: [1] }, 'a=b'] });
    const once = await rehearse('asking.js', '--json', '--answer', 'ask=[1]');
    expect(JSON.parse(once.stdout).data.states[0]).toMatchObject({ returnValue: [[1], [1]] });
  });

  it('is one document with --json, also where a person would be waited for', async () => {
    const { code, stdout, stderr } = await rehearse('release.ts', '--json', '--fail', 'check');
    expect({ code, stderr }).toEqual({ code: 5, stderr: '' });
    const { schemaVersion, data } = JSON.parse(stdout);
    expect(schemaVersion).toBe(1);
    expect(data).toMatchObject({
      outcome: 'waiting',
      isGood: false,
      endedAt: 0,
      deeds: [],
      waitsFor: [{ on: 'operator', n: 0, name: 'check', since: 0 }],
    });
    expect(data.timeline).toContainEqual({
      at: 0,
      n: 0,
      name: 'check',
      attempt: 1,
      state: 'Paused due to failure',
      cause: 'failure',
    });
  });

  it.each([
    [3, ['release.ts', '--give-up', 'deplyo'], 'Expected `giveUp` to name steps of the trail (check, deploy, tell), got deplyo.'],
    [3, ['release.ts', '--fail', 'deplyo'], 'Expected `fail` to name steps of the trail (check, deploy, tell), got deplyo.'],
    [
      3,
      ['release.ts', '--answer', 'chekc=true'],
      'Expected `answers` to name steps of the trail (check, deploy, tell), got chekc.',
    ],
    [2, ['release.ts', '--answer', 'check'], 'Expected an answer as name=value, got check.'],
    [2, ['missing.ts'], 'Expected a trail file'],
    [2, [], "issing required argument 'file'"],
  ])('ends with code %i for %j', async (code, args, message) => {
    expect(await rehearse(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });
});
