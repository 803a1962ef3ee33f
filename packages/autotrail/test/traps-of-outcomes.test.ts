/** What other engines fell into about what has become of steps; `traps.test.ts` has the others. */
import { type Environment, type Step, step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { InteractiveTrail, toDot, toMermaid, toSvg } from '../src/index.js';
import { autotrail } from './support/autotrail.js';
import { scratchOfThisFile } from './support/scratch.js';
import { asking, counting, ServedTrail } from './support/served-trail.js';

const scratch = scratchOfThisFile();
const HOUR_MS = 3_600_000;

/** A step that fails whenever it is run. */
function failing(name: string) {
  return counting(name, () => {
    throw new Error('broken');
  });
}

/** What a command of the command line answers for programs. */
async function answered(trail: ServedTrail, ...args: readonly string[]) {
  const { code, stdout, stderr } = await autotrail(scratch, ...args, '--json', '--socket', trail.server.socketFile);
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return JSON.parse(stdout).data;
}

describe('AutoTrail does not fall into', () => {
  it('trap 6: what was done by hand lets go what is below, and everybody who is asked says the same of it', async () => {
    const [broken, below] = [failing('broken'), counting('below')];
    const trail = await ServedTrail.begin(scratch, [
      [broken.step, below.step],
      [below.step, asking('last')],
    ]);
    await trail.client.start();
    await trail.comesTo((steps) => steps('broken').state === 'Paused due to failure');
    await answered(trail, 'mark-done', '--name', 'broken', '--value', 'by me', '--actor', 'ann', '--yes');
    await trail.comesTo((steps) => steps('last').waitsFor === 'prompt');

    const status = await trail.client.status();
    expect(status).toMatchObject([
      { name: 'broken', state: 'Succeeded', provenance: 'by hand', by: { actor: 'ann' }, returnValue: 'by me', attempt: 1 },
      { name: 'below', state: 'Succeeded', provenance: 'machine', by: null, attempt: 1 },
      { name: 'last', state: 'Running', provenance: null },
    ]);
    expect(await answered(trail, 'status')).toEqual(status);
    const { steps, states, revision } = await trail.client.describe({});
    expect(steps).toMatchObject(status);
    expect(states).toEqual({ Succeeded: 2, Running: 1 });
    expect(await answered(trail, 'describe', '--name', 'broken')).toMatchObject({ revision, states, steps: [status[0]] });
    expect([broken.runs, below.runs]).toEqual([1, 1]);
  });

  it('trap 7: what was done by hand is not run again by a rerun above it, nor by a new server', async () => {
    const [above, manual, below] = [counting('above'), failing('manual'), counting('below')];
    const definition = [
      [above.step, manual.step],
      [manual.step, below.step],
      [below.step, asking('last')],
    ] as const;
    const trail = await ServedTrail.begin(scratch, definition);
    await trail.client.start();
    await trail.comesTo((steps) => steps('manual').state === 'Paused due to failure');
    await trail.client.markDone({ name: 'manual' }, { value: 'by hand' });
    await trail.comesTo((steps) => steps('last').prompts.length > 0);
    await trail.client.rerun({ name: 'above' });
    await trail.comesTo((steps) => steps('above').attempt === 2 && steps('above').state === 'Succeeded');
    expect(await trail.states('manual', 'below')).toEqual(['Succeeded', 'Succeeded']);

    await trail.server.shutdown();
    const again = await ServedTrail.begin(scratch, definition, { socketFile: trail.server.socketFile });
    expect(await again.states('manual', 'below', 'last')).toEqual(['Succeeded', 'Succeeded', 'Interrupted']);
    await again.client.resume({ name: 'last' });
    await again.answer('last', true);
    expect(await again.client.wait()).toMatchObject({ outcome: 'finished' });
    await again.client.rerun({ name: 'above' }, { below: true });
    await again.comesTo((steps) => steps('manual').state === 'Paused');
    expect((await again.steps())('manual')).toMatchObject({ waitsFor: 'operator', attempt: 1 });
    expect([above.runs, manual.runs, below.runs]).toEqual([3, 1, 1]);

    await again.client.markDone({ name: 'manual' });
    await again.answer('last', true);
    expect(await again.client.wait()).toMatchObject({ outcome: 'finished' });
    expect([above.runs, manual.runs, below.runs]).toEqual([3, 1, 2]);
  });

  it('trap 8: every picture of a trail shows every step, however steps were left out', async () => {
    const { definition, failurePairs, names } = leftOut();
    const trail = await ServedTrail.begin(scratch, definition, { failurePairs });
    await trail.client.skip({ name: 'skipped' });
    await trail.client.block({ name: 'blocked' });
    await trail.client.start();
    const steps = await trail.comesTo((now) => now('ask').prompts.length > 0 && now('handler').state === 'Skipped');
    expect(names.map((name) => steps(name).provenance)).toEqual([
      'machine',
      'skipped by condition',
      'skipped by operator',
      'blocked by operator',
      'unreachable',
      'skipped by condition',
      null,
    ]);

    const statuses = await trail.client.status();
    const drawings = [toDot, toMermaid, toSvg].map((draw) => draw(definition, { statuses, failurePairs }));
    let printed = '';
    const repl = new InteractiveTrail(trail.client, { stdout: { write: (text) => (printed += text) } });
    await repl.status();
    await repl.describe({});
    const commands = [['status'], ['steps'], ['describe', '--tag', 'in=it'], ['history']];
    const told = commands.map((args) => autotrail(scratch, ...args, '--socket', trail.server.socketFile));
    const shown = (await Promise.all(told)).map(({ code, stdout }) => (code === 0 ? stdout : `exit code ${code}`));
    for (const picture of [...drawings, printed, ...shown]) {
      expect(names.filter((name) => !picture.includes(name))).toEqual([]);
    }
    for (const picture of [...drawings, printed, shown[0]]) expect(picture).toContain('Skipped');
  });

  it('trap 9: nobody approves by saying nothing, whatever stands as the default', async () => {
    const seen: unknown[] = [];
    const approving = (name: string, options: Parameters<Environment['confirm']>[1]): readonly [Step<unknown>] => [
      step(async (env) => void seen.push(name, await env.confirm('Go live?', { default: true, ...options })), { name }),
    ];
    const trail = await ServedTrail.begin(scratch, [
      approving('for ever', {}),
      approving('reminding', { remindMs: HOUR_MS }),
      approving('as it is', { timeoutMs: HOUR_MS }),
      approving('failing', { timeoutMs: HOUR_MS, onTimeout: 'fail' }),
      approving('skipping', { timeoutMs: HOUR_MS, onTimeout: 'skip' }),
      approving('told to', { timeoutMs: HOUR_MS, onTimeout: 'default' }),
    ]);
    const names = ['for ever', 'reminding', 'as it is', 'failing', 'skipping', 'told to'];
    await trail.client.start();
    await trail.comesTo((steps) => names.every((name) => steps(name).prompts.length === 1));
    trail.clock.advance(24 * HOUR_MS);
    const steps = await trail.comesTo((now) => names.every((name) => !['worker', 'steps'].includes(String(now(name).waitsFor))));

    expect(seen).toEqual(['told to', true]);
    expect(names.map((name) => steps(name).state)).toEqual([
      'Running',
      'Running',
      'Paused due to failure',
      'Paused due to failure',
      'Skipped',
      'Succeeded',
    ]);
    expect(names.filter((name) => steps(name).prompts.length > 0)).toEqual(['for ever', 'reminding']);
    expect(steps('skipping').provenance).toBe('skipped by timer');
    await trail.answer('for ever', false);
    await trail.comesTo((now) => now('for ever').state === 'Succeeded');
    expect(seen).toEqual(['told to', true, 'for ever', false]);
  });

  it('trap 10: a step that is tried or run again stays the same step, and all that depend on it go by the newest attempt', async () => {
    const tried = counting('tried', (run) => {
      if (run === 1) throw new Error('broken');
      return `attempt ${run}`;
    });
    const retried = step(tried.step.action, { name: 'tried', keep: 'me' }, { retry: { attempts: 2, backoffMs: HOUR_MS } });
    const user = step((env) => env.resultOf(retried) as never, { name: 'user' }, { uses: [retried] });
    const trail = await ServedTrail.begin(scratch, [[retried, user]]);
    await trail.client.pause({ name: 'user' });
    await trail.client.start();
    const before = await trail.comesTo((steps) => steps('tried').waitsFor === 'timer');
    expect(before('user').waitsFor).toBe('steps');
    trail.clock.advance(HOUR_MS);
    await trail.comesTo((steps) => steps('user').state === 'Paused');
    await trail.client.rerun({ name: 'tried' });
    await trail.comesTo((steps) => steps('tried').attempt === 3 && steps('user').state === 'Paused');
    await trail.client.resume({ name: 'user' });
    expect(await trail.client.wait()).toMatchObject({ outcome: 'finished' });

    const described = await trail.client.describe({});
    expect(described.steps).toMatchObject([
      { n: 0, name: 'tried', tags: { n: 0, name: 'tried', keep: 'me' }, children: [1], attempts: [{}, {}, {}] },
      { n: 1, name: 'user', parents: [0], uses: [0], returnValue: { status: 'succeeded', value: 'attempt 3' } },
    ]);
    expect(described.steps).toHaveLength(2);
  });
});

/** A trail whose steps are left out in every way there is. */
function leftOut() {
  const at = (name: string, action: (env: Environment) => unknown = () => null, options = {}): Step<unknown> =>
    step(async (env: Environment) => void (await action(env)), { name, in: 'it' }, options);
  const condition = at('condition', () => Promise.reject(new Error('no')), { pauseOnFail: false, skipProgenyOnFailure: true });
  const [branch, skipped, blocked, below, handler] = [
    at('branch'),
    at('skipped'),
    at('blocked'),
    at('below blocked'),
    at('handler'),
  ];
  const ask = at('ask', (env) => env.input('Go on?'));
  const definition = [
    [condition, branch],
    [branch, ask],
    [skipped, ask],
    [blocked, below],
  ] as const;
  const names = [condition, branch, skipped, blocked, below, handler, ask].map(({ name }) => name);
  return { definition, failurePairs: [[skipped, handler]] as const, names };
}
