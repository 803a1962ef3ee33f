import { ManualClock, step } from '@autotrail/layer1';
import { TrailClient, TrailServer } from '@autotrail/layer2';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DOT_COMMANDS } from '../../src/interactive/dot-commands.js';
import { InteractiveTrail } from '../../src/interactive/interactive-trail.js';
import { socketPath, started } from '../support/local-trail.js';

const START = Date.parse('2026-01-31T08:00:00Z');

let clock: ManualClock;
let trail: InteractiveTrail;
let out: string;
let errors: string;

/** `plan` reads the context, `deploy` fails, `check` is after it, and `side` asks. */
function definition() {
  const plan = step(() => 'planned', { name: 'plan' }, { reads: ['db.host'] });
  const deploy = step(
    () => {
      throw new Error('no space\u001b[2J');
    },
    { name: 'deploy', region: 'eu' },
  );
  const check = step(() => 'fine', { name: 'check' });
  const ask = { choices: ['blue', 'green'], mayAnswer: ['ann', 'bob'], timeoutMs: 60_000, onTimeout: 'skip' } as const;
  const side = step((env) => env.ask('Which side?', ask), { name: 'side' });
  return [[plan, deploy], [deploy, check], [side]] as const;
}

beforeEach(async () => {
  clock = new ManualClock(START);
  const server = new TrailServer(definition(), {
    name: 'release',
    socketFile: socketPath(),
    journalFile: false,
    clock,
    context: { db: { host: 'db-1\u001b[2J' } },
    contextAccess: 'set',
    params: { host: { type: 'string', default: 'web-1' } },
  });
  await server.start();
  onTestFinished(() => server.shutdown());
  out = '';
  errors = '';
  const stdout = {
    write: (text: string) => {
      out += text;
    },
  };
  const stderr = {
    write: (text: string) => {
      errors += text;
    },
  };
  trail = new InteractiveTrail(new TrailClient(server.socketFile), { stdout, stderr });
  onTestFinished(() => trail.close());
});

/** Starts the trail; resolves when `deploy` has failed. What was printed by then is dropped. */
async function deployFailed(): Promise<void> {
  await trail.client.start();
  await trail.client.wait({ until: 'failed' });
  await trail.client.wait({ until: 'needsInput' });
  out = '';
}

/** What was printed since this was called last. */
function printed(): string {
  const text = out;
  out = '';
  return text;
}

describe('Run-time control by hand', () => {
  it('prints what marking steps as done, giving them up and running them again affects', async () => {
    await deployFailed();
    await trail.client.reply('1.1.1', 'blue', { actor: 'ann' });
    await trail.fail({ name: 'deploy' }, { dryRun: true });
    expect(printed()).toBe('fail (dry run):\n# 2 - deploy\n');
    await trail.markDone({ name: 'deploy' }, { value: 'copied', actor: 'ann', reason: 'by scp' });
    expect(printed()).toBe('markDone (acting):\n# 2 - deploy\n');
    await trail.client.wait();
    await trail.status({ name: 'deploy' });
    expect(printed()).toMatch(/\n2 {2}Succeeded {2}deploy {2}by hand \(ann: by scp\) +copied\n$/);
    await trail.rerun({ name: 'plan' }, { below: true, dryRun: true });
    expect(printed()).toBe('rerun (dry run):\n# 0 - plan\n');
    await trail.rerun({ name: 'plan' });
    expect(printed()).toBe('rerun (acting):\n# 0 - plan\n');
    await trail.fail({ name: 'plan' });
    expect(printed()).toMatch(/^fail \(acting\):\nno step is affected\n {2}# 0 - plan: /);
    expect(errors).toBe('');
  });

  it('runs a step again alone, or with all that comes after it, by a dot command', async () => {
    await deployFailed();
    await trail.client.reply('1.1.1', 'blue', { actor: 'ann' });
    const after: unknown[] = [];
    for (const text of ['deploy', '--below deploy']) {
      await DOT_COMMANDS.done?.run(trail, 'deploy');
      await trail.client.wait();
      await DOT_COMMANDS.rerun?.run(trail, text);
      await trail.client.wait({ until: 'failed' });
      after.push(...(await trail.client.status({ name: 'check' }, { fields: ['state', 'attempt'] })));
    }
    expect(after).toEqual([
      { state: 'Succeeded', attempt: 1 },
      { state: 'Waiting', attempt: 1 },
    ]);
    await DOT_COMMANDS.fail?.run(trail, 'deploy');
    expect((await trail.client.status({ name: 'deploy' }))[0]).toMatchObject({
      state: 'Failed',
      attempt: 3,
      provenance: 'by hand',
    });
  });

  it('says why steps are as they are, what they wait for, and until when', async () => {
    await trail.pause({ name: 'plan' }, { until: new Date(START + 1000), actor: 'ann' });
    expect(printed()).toBe('pause (acting):\n# 0 - plan\n');
    await trail.client.start();
    await trail.client.wait({ until: 'needsInput' });
    await trail.status();
    expect(printed().split('\n')).toEqual([
      'n  state    name    why                                             waitsFor  returnValue  waitingForResponse',
      '0  Paused   plan    until 2026-01-31T08:00:01.000Z; operator (ann)  timer',
      expect.stringMatching(
        /^1 {2}Running {2}side +prompt {17}1\.1\.1: Which side\? \(one of blue, green; answered by ann, bob; until 2026-01-31T08:01:00\.000Z, then the step is skipped\)$/,
      ),
      expect.stringMatching(/^2 {2}Waiting {2}deploy +steps$/),
      expect.stringMatching(/^3 {2}Waiting {2}check +steps$/),
      '',
    ]);
    clock.advance(1000);
    await trail.client.wait({ until: 'failed' });
    await trail.status({ name: 'deploy' });
    expect(printed()).toMatch(/\n2 {2}Paused due to failure {2}deploy {2}failure: no space\\u001b\[2J {2}operator\n$/);
    await trail.status({ name: 'deploy' }, { fields: ['attempts'] });
    expect(printed()).toMatch(/\n2 {2}deploy\n {4}attempts: 1: Paused due to failure \(failure\), 2026-.*Z to 2026-.*Z\n$/);
  });

  it('shows how the questions may be answered and by whom, and why an answer is not taken', async () => {
    await deployFailed();
    await trail.stepsWaitingForUserInput();
    expect(printed()).toMatch(
      /\n1 {2}side\n {4}prompts: 1\.1\.1: Which side\? \(one of blue, green; answered by ann, bob; until .*\)\n$/,
    );
    await trail.reply('1.1.1', 'red', { actor: 'ann' });
    await trail.reply('1.1.1', 'blue');
    expect(errors).toMatch(/^reply: .*it takes "blue", "green".*\n.*\nreply: .*ann, bob.*\n/);
    await trail.reply('1.1.1', 'blue', { actor: 'bob' });
    expect(printed()).toBe('reply (acting):\n# 1 - side\n');
  });

  it('takes what is typed for the choice that it means, by the step and by the id of the prompt', async () => {
    const ask = (name: string) => step((env) => env.ask('How many?', { choices: ['1', '2', true] }), { name });
    const server = await started([[ask('one'), ask('other')]]);
    const client = new TrailClient(server.socketFile);
    onTestFinished(() => client.close());
    await client.start();
    await client.wait({ until: 'needsInput' });
    const typed = new InteractiveTrail(client, trail.options);
    await DOT_COMMANDS.reply?.run(typed, '0 2');
    await client.wait({ until: 'needsInput' });
    await DOT_COMMANDS.reply?.run(typed, '1.1.1 1');
    await client.wait();
    expect(errors).toBe('');
    expect(await client.status({}, { fields: ['returnValue'] })).toEqual([{ returnValue: '2' }, { returnValue: '1' }]);
  });

  it('prints the limit that is set', async () => {
    await trail.setLimit(1, { region: 'eu west' }, { dryRun: true });
    await trail.setLimit(2);
    await trail.setLimit(null);
    expect(printed().split('\n')).toEqual([
      'setLimit (dry run):',
      "at most 1 at a time of 'region=eu west'",
      'setLimit (acting):',
      'at most 2 at a time of all steps',
      'setLimit (acting):',
      'any number at a time of all steps',
      '',
    ]);
    await trail.setLimit(-1);
    expect(printed()).toBe('');
    expect(errors).toMatch(/^setLimit: /);
  });

  it('prints the context as JSON, and which steps have gone by what is replaced', async () => {
    await trail.context();
    expect(printed()).toBe('{\n  "db": {\n    "host": "db-1\\u001b[2J"\n  }\n}\n');
    await trail.setContext('db.host', 'db-2', { dryRun: true });
    expect(printed()).toBe('setContext: read before (dry run):\nno step has gone by what was there\n');
    await deployFailed();
    await trail.setContext('db.host', 'db-2');
    expect(printed()).toBe('setContext: read before (acting):\n# 0 - plan\n');
    expect(await trail.context('db.host')).toBe('db-2');
    expect(printed()).toBe('"db-2"\n');
    await trail.context('db.port');
    expect(errors).toMatch(/^context: .*nothing stands at/);
  });

  it('describes the trail and what it waits for by name, and steps with all that there is to know', async () => {
    await trail.describe();
    expect(printed()).toMatch(/state: not started, at revision 0\n[\s\S]*waits for:\non .*\noperator +to start the trail\n$/);
    await trail.client.setLimit(1, { region: 'eu' });
    await deployFailed();
    await trail.describe();
    const [head = '', waits = ''] = printed().split('waits for:\n');
    expect(head).toMatch(
      /^trail: release\nrun: \S+\nstate: started, at revision \d+\nsteps: 1 Succeeded, .*\nparam host: web-1\nlimit: at most 1 at a time of region=eu\n$/,
    );
    const columns = waits.split('\n').map((line) => line.split(/ {2,}/));
    expect(columns).toEqual([
      ['on', 'n', 'name', 'promptId', 'since', 'until'],
      ['prompt', '1', 'side', '1.1.1', '2026-01-31T08:00:00.000Z', '2026-01-31T08:01:00.000Z'],
      ['operator', '2', 'deploy', '2026-01-31T08:00:00.000Z'],
      [''],
    ]);
    await trail.describe({ name: 'plan' });
    expect(printed()).toMatch(
      /^# 0 - plan\n {4}tags: [\s\S]*\n {4}returnValue: planned\n[\s\S]*\n {4}children: 2\n {4}reads: db\.host\n$/,
    );
    await trail.describe({ name: 'nobody' });
    expect(printed()).toBe('describe: no step is meant\n');
  });
});
