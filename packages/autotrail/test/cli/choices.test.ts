import { beforeAll, describe, expect, it } from 'vitest';
import { runNode, startNode } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { SteeredTrail } from '../support/steered-trail.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();

const ASK = `
import { step } from 'autotrail';

const ask = step(async (env) => env.output(await env.ask('Which?', OPTIONS)), { name: 'ask' });
export default [[ask]];
`;

const EVEN = `{ schema: { '~standard': { version: 1, vendor: 'test', validate: (value) =>
  Number(value) % 2 === 0 ? { value: Number(value) } : { issues: [{ message: 'it is odd' }] } } } }`;

const NUMBER = `{ schema: { '~standard': { version: 1, vendor: 'test', validate: (value) => {
  if (typeof value !== 'number') return { issues: [{ message: 'it is no number' }] };
  return value > 9 ? { issues: [{ message: 'it is above 9' }] } : { value };
} } } }`;

/** Trails by how they ask. */
const TRAILS = {
  colors: "{ choices: ['blue', 'dark green'] }",
  mixed: "{ choices: [1, '2', true, { host: 'db-1' }, null] }",
  theirs: "{ mayAnswer: ['alice', 'bob'] }",
  even: EVEN,
  number: NUMBER,
};

const RUNBOOK = `
import { runCli, step } from '${new URL('../../dist/index.js', import.meta.url)}';

const ask = step((env) => env.input('Go?', { choices: ['go', 'stop'] }), { name: 'ask' }, { pauseOnFail: false });
const undo = step(() => null, { name: 'undo' });
const deploy = step((env) => env.output('to ' + env.params.host), { name: 'deploy' }, { pauseOnFail: false });
await runCli([[ask, deploy]], { name: 'book', failurePairs: [[deploy, undo]], params: { host: { type: 'string' } } });
`;

beforeAll(async () => {
  for (const [name, options] of Object.entries(TRAILS)) await scratch.write(`${name}.js`, ASK.replace('OPTIONS', options));
  await scratch.write(
    'confirm.js',
    "import { step } from 'autotrail';\nexport default [[step(async (env) => env.output(await env.confirm('Go?')), { name: 'ask' })]];\n",
  );
  await scratch.write(
    'manual.js',
    "import { Instruction, step } from 'autotrail';\nexport default [[step(new Instruction('ask', 'Do it.'))]];\n",
  );
  await scratch.write('book.js', RUNBOOK);
});

async function asking(name: string): Promise<SteeredTrail> {
  const trail = await SteeredTrail.begin(scratch, name);
  await trail.run.prints('reply 0.1.1');
  return trail;
}

/** The prompt is open still, and nothing was answered. */
async function expectOpen(trail: SteeredTrail): Promise<void> {
  expect(await trail.json('prompts')).toMatchObject([{ promptId: '0.1.1' }]);
}

describe('reply to a prompt with choices', () => {
  it('takes one of them, which are told with the command, and refuses all else', async () => {
    const trail = await asking('colors');
    await trail.run.prints("autotrail --trail colors reply 0.1.1 blue    (or 'dark green')");
    expect((await trail.call('status')).stderr).toContain("reply 0.1.1 blue    (or 'dark green')");
    for (const args of [['red'], ['--yes'], ['"red"'], ['blue ', '--dry-run'], ['"blue"', '--type', 'string']]) {
      expect(await trail.refusal(4, 'reply', '0', ...args)).toMatch(/^error: Prompt 0\.1\.1 does not take (".*"|true): /);
    }
    await expectOpen(trail);
    await trail.shown('reply', '0', 'dark green', '--dry-run');
    await trail.shown('reply', '0', '"dark green"', '--dry-run');
    await expectOpen(trail);
    await trail.shown('reply', '0', 'dark green');
    await trail.run.prints('0 ask  | dark green');
  });

  it.each([
    [['1'], '1'],
    [['2'], '2'],
    [['true'], 'true'],
    [['--yes'], 'true'],
    [['{"host":"db-1"}'], '{"host":"db-1"}'],
    [['{ "host": "db-1" }', '--type', 'json'], '{"host":"db-1"}'],
    [['null'], 'null'],
  ])('takes what is no text as it is printed, or as JSON: %j', async (args, output) => {
    const trail = await asking('mixed');
    await trail.run.prints(`reply 0.1.1 1    (or 2, --yes, '{"host":"db-1"}', null)`);
    await trail.shown('reply', '0.1.1', ...args);
    await trail.run.prints(`0 ask  | ${output}\n`);
  });

  it('refuses a value of another type than the choice', async () => {
    const trail = await asking('mixed');
    expect(await trail.refusal(4, 'reply', '0', '{"host":"db-2"}', '--type', 'json')).toContain('does not take {"host":"db-2"}');
    expect(await trail.refusal(4, 'reply', '0', '2.0', '--type', 'number')).toContain('does not take 2');
    expect(await trail.refusal(4, 'plan', 'reply', '0', 'other')).toContain('does not take');
    await expectOpen(trail);
  });

  it('asks for one of them on a terminal', async () => {
    const trail = await asking('colors');
    const session = new TerminalSession(scratch, ['--trail', 'colors', 'reply', '0']);
    await session.typeAt('Which? (one of blue, dark green) ', 'dark green\r');
    expect(await session.ended).toMatchObject({ code: 0 });
    await trail.run.prints('0 ask  | dark green');
  });

  it('is yes or no where something is to be confirmed', async () => {
    const trail = await asking('confirm');
    expect(await trail.refusal(4, 'reply', '0', 'perhaps')).toContain('does not take "perhaps": it takes true, false.');
    await trail.shown('reply', '0', '--no');
    await trail.run.prints('0 ask  | false');
  });

  it.each([
    ['yes', 'true'],
    ['No', 'false'],
    ['true', 'true'],
  ])('takes %s where something is to be confirmed', async (word, output) => {
    const trail = await asking('confirm');
    await trail.shown('reply', '0', word);
    await trail.run.prints(`0 ask  | ${output}`);
  });
});

describe('reply to a prompt that only some may answer', () => {
  it('is refused to others with code 4, whose prompt stays open, and taken from those', async () => {
    const trail = await asking('theirs');
    await trail.run.prints('reply 0.1.1 --actor alice --yes    (or --no, or a value; answered by alice, bob)');
    expect(await trail.refusal(4, 'reply', '0', 'x', '--actor', 'eve')).toMatch(
      /^error: Prompt 0\.1\.1 may be answered by alice, bob, not by eve\./,
    );
    expect(await trail.refusal(4, 'reply', '0', 'x', '--actor', 'eve', '--dry-run')).toContain('not by eve');
    await expectOpen(trail);
    await trail.shown('reply', '0', 'x', '--actor', 'bob');
    await trail.run.prints('0 ask  | x');
  });
});

describe('reply to a prompt with a schema', () => {
  it('is refused with what the schema says of it, and the action gets what that makes of it', async () => {
    const trail = await asking('even');
    expect(await trail.refusal(4, 'reply', '0', '3')).toMatch(/^error: Prompt 0\.1\.1 does not take 3: it is odd\./);
    await expectOpen(trail);
    await trail.shown('reply', '0', '4');
    await trail.run.prints('0 ask  | 4');
  });

  it('is JSON where that takes no such text, and a text where it does or that is said', async () => {
    const trail = await asking('number');
    for (const [args, found] of [
      [['10'], '10: it is above 9'],
      [['five'], '"five": it is no number'],
      [['5', '--type', 'string'], '"5": it is no number'],
    ] as const) {
      expect(await trail.refusal(4, 'reply', '0', ...args)).toContain(`does not take ${found}.`);
      expect(await trail.refusal(4, 'plan', 'reply', '0', ...args)).toContain(`does not take ${found}.`);
    }
    await expectOpen(trail);
    expect((await trail.call('reply', '0', '5', '--dry-run')).stderr).toBe('Prompt 0.1.1 would be answered with 5.\n');
    const session = new TerminalSession(scratch, ['--trail', 'number', 'reply', '0']);
    await session.typeAt('Which? ', '5\r');
    expect(await session.ended).toMatchObject({ code: 0 });
    await trail.run.prints('0 ask  | 5');

    const text = await asking('even');
    expect((await text.call('reply', '0', '4')).stderr).toBe('Prompt 0.1.1 is answered with "4".\n');
  });
});

describe('reply to an instruction', () => {
  it('is refused where it is neither yes nor no, and the prompt stays open', async () => {
    const trail = await asking('manual');
    expect(await trail.refusal(4, 'reply', '0', 'done')).toContain('does not take "done": it takes true, false.');
    await expectOpen(trail);
    const session = new TerminalSession(scratch, ['--trail', 'manual', 'reply', '0']);
    await session.typeAt('Do it. (one of true, false) ', 'yes\r');
    expect(await session.ended).toMatchObject({ code: 0 });
    await trail.run.prints('0 ask  Succeeded');
  });
});

describe('A runbook that is a command line of its own', () => {
  it('is rehearsed with its parameters and its failure pairs, and leaves nothing', async () => {
    const rehearse = (...args: readonly string[]) => runNode(scratch, 'book.js', 'rehearse', ...args);
    expect(await rehearse()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('host') });
    const given = ['--param', 'host=db-2'];
    // The function that would ask is not run.
    expect(await rehearse(...given, '--answer', 'ask=go')).toMatchObject({ code: 2 });
    const good = await rehearse(...given);
    expect({ code: good.code, stderr: good.stderr }).toEqual({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/^2 +undo +Skipped +condition$/m);
    expect(good.stdout).toMatch(/finished after 0:00:00: 2 Succeeded, 1 Skipped\n/);
    const failing = await rehearse(...given, '--fail', 'deploy');
    expect(failing).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 +undo +Succeeded$/m) });
  });

  it('is run with its parameters, and shows the answers there are', async () => {
    const run = startNode(scratch, 'book.js', 'run', '--param', 'host=db-2');
    await run.prints('node book.js reply 0.1.1 go    (or stop)');
    expect(await runNode(scratch, 'book.js', 'reply', '0', 'wait')).toMatchObject({ code: 4 });
    expect((await runNode(scratch, 'book.js', 'describe')).stdout).toMatch(/^param host +db-2$/m);
    expect(await runNode(scratch, 'book.js', 'reply', '0', 'go')).toMatchObject({ code: 0 });
    expect(await run.ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 deploy {2}\| to db-2\n.*\n.*2 undo {2}Skipped/s),
    });
  });
});
