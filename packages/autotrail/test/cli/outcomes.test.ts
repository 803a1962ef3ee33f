import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { autotrail } from '../support/autotrail.js';
import { withoutOwnSequences } from '../support/control-sequences.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { SteeredTrail } from '../support/steered-trail.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();

//   build ── check ── deploy
const RELEASE = `
import { step } from 'autotrail';

const told = (name) => step((env) => env.output(name + ' ' + env.attempt), { name });
const build = told('build');
const check = told('check');
const deploy = step((env) => env.input('Deploy?'), { name: 'deploy' });

export default [[build, check], [check, deploy]];
`;

//   copy ── use
const COPY = `
import { step } from 'autotrail';

const copy = step(() => { throw new Error('no space'); }, { name: 'copy' });
const use = step((env) => env.output(env.resultOf(copy)), { name: 'use' }, { uses: [copy] });

export default [[copy, use]];
`;

//   deploy ─── tell
//        └╌╌╌╌ rollback
const handledOf = (act: string, below: string): string => `
import { step } from 'autotrail';

const deploy = step(() => { ${act} }, { name: 'deploy' }, { pauseOnFail: false });
const tell = step(() => null, { name: 'tell' });
const rollback = step((env) => env.output('rolled back'), { name: 'rollback' });

export default { definition: [[deploy${below}]], failurePairs: [[deploy, rollback]] };
`;

//   root ─┬─ left
//         └─ right
const BRANCHES = `
import { step } from 'autotrail';

const [root, left, right] = ['root', 'left', 'right'].map((name) => step((env) => env.output(name), { name }));
export default [[root, left], [root, right]];
`;

const RETRIED = `
import { step } from 'autotrail';

const busy = (env) => { if (env.attempt < 3) throw new Error('busy ' + env.attempt); };
export default [[step(busy, { name: 'busy' }, { retry: { attempts: 3, backoffMs: 1 } })]];
`;

beforeAll(async () => {
  await scratch.write('release.js', RELEASE);
  await scratch.write('branches.js', BRANCHES);
  await scratch.write('copy.js', COPY);
  await scratch.write('well.js', handledOf('', ', tell'));
  await scratch.write('failing.js', handledOf("throw new Error('no route');", ', tell'));
  await scratch.write('last.js', handledOf("throw new Error('no route');", ''));
  await scratch.write('retried.js', RETRIED);
});

/** The release, where `deploy` asks. */
async function release(): Promise<SteeredTrail> {
  const trail = await SteeredTrail.begin(scratch, 'release');
  await trail.run.prints('reply 2.1.1');
  return trail;
}

/** The copy, where `copy` has failed. */
async function copied(): Promise<SteeredTrail> {
  const trail = await SteeredTrail.begin(scratch, 'copy');
  await trail.run.prints('resume -n 0');
  return trail;
}

/** How many attempts there were of each step. */
async function attempts(trail: SteeredTrail): Promise<readonly number[]> {
  const steps = (await trail.json('status', '--fields', 'attempt')) as readonly { attempt: number }[];
  return steps.map(({ attempt }) => attempt);
}

describe('rerun', () => {
  it('runs steps again alone, also while something below runs, which goes on', async () => {
    const trail = await release();
    expect(await trail.shown('rerun', '--name', 'build', '--yes')).toBe('  0  build\n');
    await trail.run.prints('0 build  Succeeded', 2);
    expect(await trail.states()).toEqual({ build: 'Succeeded', check: 'Succeeded', deploy: 'Running' });
    expect(await attempts(trail)).toEqual([2, 1, 1]);
  });

  it('is refused whole with --below while something below runs, and runs all of it again once that is over', async () => {
    const trail = await release();
    const refusal = await trail.refusal(4, 'rerun', '-n', '0', '--below', '--yes');
    expect(refusal).toMatch(/^error: Steps below cannot be run again while some of them run: .*deploy.*\./);
    expect(await trail.refusal(4, 'rerun', '-n', '0', '--below', '--dry-run')).toBe(refusal);
    expect(await trail.refusal(4, 'plan', 'rerun', '-n', '0', '--below')).toBe(refusal);
    expect(await attempts(trail)).toEqual([1, 1, 1]);

    await trail.shown('reply', '2', 'go');
    expect(await trail.shown('wait')).toBe('finished: 3 Succeeded\n');
    expect(await trail.shown('rerun', '-n', '1', '--below', '--dry-run')).toBe('  1  check\n  2  deploy\n');
    expect(await trail.shown('rerun', '-n', '0', '--below', '--yes')).toBe('  0  build\n  1  check\n  2  deploy\n');
    await trail.run.prints('reply 2.2.1');
    expect(await trail.states()).toEqual({ build: 'Succeeded', check: 'Succeeded', deploy: 'Running' });
    expect(await attempts(trail)).toEqual([2, 2, 2]);
  });

  it('runs again with --below just what was shown at the terminal, and nothing where the trail has moved meanwhile', async () => {
    const trail = await SteeredTrail.begin(scratch, 'branches', '--no-start');
    await trail.shown('pause', '--name', 'right', '--yes');
    await trail.shown('start');
    await trail.run.prints('2 right  Paused');
    await trail.run.prints('1 left  Succeeded');
    const ask = () => new TerminalSession(scratch, ['--trail', 'branches', 'rerun', '-n', '0', '--below']);
    const moved = ask();
    await moved.typeAt('Go on? [y/N] ', '');
    await trail.shown('resume', '--name', 'right', '--yes');
    await trail.run.prints('2 right  Succeeded');
    await moved.typeAt('Go on? [y/N] ', 'y\r');
    const { code, shown } = await moved.ended;
    expect([code, shown]).toEqual([4, expect.stringMatching(/plan of "?rerun"?, made at revision \d+, no longer holds/)]);
    expect(withoutOwnSequences(shown)).toMatch(
      /Affects:.*Succeeded {2}Running {2}root.*What follows:.*Paused +To Pause {2}right/s,
    );
    expect(shown).toContain('step 2 (right)');
    expect(await attempts(trail)).toEqual([1, 1, 1]);

    const held = ask();
    await held.typeAt('Go on? [y/N] ', 'y\r');
    expect(await held.ended).toMatchObject({ code: 0, shown: expect.stringContaining('rerun: 3 steps affected.') });
    await trail.run.prints('2 right  Succeeded', 2);
    expect(await attempts(trail)).toEqual([2, 2, 2]);
  });

  it('affects nothing that is not over', async () => {
    const trail = await release();
    expect(await trail.refusal(4, 'rerun', '-n', '2', '--yes')).toMatch(
      /^error: rerun affects no step now: step 2 \(deploy\) is Running/,
    );
  });
});

describe('mark-done', () => {
  it('has a step return what was done by hand, of the type that is said, and who did it is told', async () => {
    const trail = await copied();
    const why = ['--actor', 'alice', '--reason', 'copied it'];
    expect(await trail.shown('mark-done', '-n', '0', '--value', '42', '--type', 'number', '--yes', ...why)).toBe('  0  copy\n');
    expect(await trail.shown('wait')).toBe('finished: 2 Succeeded\n');
    await trail.run.prints('1 use  | {"status":"succeeded","value":42}');
    expect(await trail.json('status', '-n', '0')).toMatchObject([
      {
        state: 'Succeeded',
        returnValue: 42,
        cause: 'operator',
        provenance: 'by hand',
        by: { actor: 'alice', reason: 'copied it' },
      },
    ]);
    expect(await trail.shown('status', '-n', '0')).toMatch(/^0 {2}Succeeded {2}copy .*by hand \(alice: copied it\)$/m);
  });

  it('has a step return null where nothing is said', async () => {
    const trail = await copied();
    await trail.shown('mark-done', '--name', 'copy', '--yes');
    await trail.run.prints('1 use  | {"status":"succeeded","value":null}');
  });

  it('changes nothing where the value is not of the type that is said', async () => {
    const trail = await copied();
    const typed = ['mark-done', '-n', '0', '--value', 'x', '--type', 'number'];
    expect(await trail.refusal(2, ...typed, '--yes')).toContain('error: Expected a number, got "x".');
    expect(await trail.refusal(2, 'plan', ...typed)).toContain('error: Expected a number, got "x".');
    expect(await trail.states()).toEqual({ copy: 'Paused due to failure', use: 'Waiting' });
  });

  it('is planned with its value, and carried out as planned', async () => {
    const trail = await copied();
    const plan = await trail.shown('plan', 'mark-done', '-n', '0', '--value', '{"files":3}', '--type', 'json', '--json');
    expect(await trail.states()).toEqual({ copy: 'Paused due to failure', use: 'Waiting' });
    await writeFile(join(scratch.folder, 'plan.json'), plan);
    expect(await trail.shown('apply', 'plan.json', '--yes')).toBe('  0  copy\n');
    await trail.run.prints('1 use  | {"status":"succeeded","value":{"files":3}}');
  });
});

describe('fail', () => {
  it('gives a step up for good, which is told, and ends the run with code 1', async () => {
    const trail = await copied();
    expect(await trail.shown('fail', '-n', '0', '--yes', '--actor', 'bob')).toBe('  0  copy\n');
    expect(await trail.states()).toEqual({ copy: 'Failed', use: 'Waiting' });
    expect(await trail.call('wait')).toMatchObject({ code: 1, stdout: 'finished: 1 Waiting (unreachable), 1 Failed\n' });
    await trail.shown('shutdown', '--yes');
    expect(await trail.run.ended).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/fail 0 copy \(bob\)\n.*0 copy {2}Failed/),
    });
  });

  it('affects nothing that has not failed', async () => {
    const trail = await copied();
    expect(await trail.refusal(4, 'fail', '-n', '1', '--yes')).toContain('step 1 (use) is Waiting');
  });
});

describe('plan rerun', () => {
  it('shows with --below all that would be run again, and changes nothing', async () => {
    const trail = await release();
    await trail.shown('reply', '2', 'go');
    await trail.shown('wait');
    const head = ['Affects:', 'n  is         becomes  step', '1  Succeeded  Running  check'];
    expect((await trail.shown('plan', 'rerun', '-n', '1', '--below')).trimEnd().split('\n')).toEqual([
      ...head,
      'What follows:',
      'n  is         becomes  step',
      '2  Succeeded  Waiting  deploy',
    ]);
    expect(await trail.shown('plan', 'rerun', '-n', '1')).toBe([...head, 'Nothing else follows.', ''].join('\n'));
    expect(await attempts(trail)).toEqual([1, 1, 1]);
  });
});

describe('run', () => {
  it.each([
    ['well', 0, ['0 deploy  Succeeded', '1 tell  Running', '1 tell  Succeeded', '2 rollback  Skipped (condition)']],
    ['failing', 1, ['0 deploy  Failed (no route)', '2 rollback  Running', '2 rollback  | rolled back', '2 rollback  Succeeded']],
    ['last', 0, ['0 deploy  Failed (no route)', '1 rollback  Running', '1 rollback  | rolled back', '1 rollback  Succeeded']],
  ])(
    'prints what becomes of the handler of a failure, which is none that counts unless steps are not reached: %s',
    async (...is) => {
      const [name, code, lines] = is;
      const ended = await autotrail(scratch, 'run', `${name}.js`, '--fresh');
      const printed = ended.stdout.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
      expect(ended.code).toBe(code);
      expect(printed).toEqual(expect.arrayContaining(lines));
    },
  );

  it('prints that a step is to be tried again, and with what it failed', async () => {
    const { code, stdout } = await autotrail(scratch, 'run', 'retried.js', '--fresh');
    const printed = stdout.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
    expect([code, printed.slice(1, -1)]).toEqual([
      0,
      [
        '0 busy  Running',
        '0 busy  Waiting to be tried again (busy 1)',
        '0 busy  Running',
        '0 busy  Waiting to be tried again (busy 2)',
        '0 busy  Running',
        '0 busy  Succeeded',
      ],
    ]);
  });
});
