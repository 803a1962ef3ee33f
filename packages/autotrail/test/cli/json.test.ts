import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autotrail, BIN, fixture, Running } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();
const AFFECTED = ['affected', 'refused', 'revision'];

/** The one document that a command prints, and nothing else. */
function documentOf(text: string): Record<string, unknown> {
  expect(text).toMatch(/^[^\n]+\n$/);
  return JSON.parse(text) as Record<string, unknown>;
}

async function data(command: string): Promise<unknown> {
  const { code, stdout, stderr } = await autotrail(scratch, ...command.split(' '), '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const printed = documentOf(stdout);
  expect(Object.keys(printed)).toEqual(['schemaVersion', 'data']);
  expect(printed.schemaVersion).toBe(1);
  return printed.data;
}

describe('--json', () => {
  let run: Running;

  beforeAll(async () => {
    run = new Running(scratch, [BIN, 'run', fixture('release.ts'), '--step']);
    await run.prints('resume -n 0');
  });

  afterAll(() => run.kill('SIGKILL'));

  // These names are a contract with scripts: a change here needs another schemaVersion.
  it.each([
    ['pause-on-fail off --name deploy --yes', AFFECTED],
    ['pause-on-fail on --name deploy --yes', AFFECTED],
    ['block --name deploy --yes', AFFECTED],
    ['unblock --name deploy --yes', AFFECTED],
    ['skip --name deploy --yes', AFFECTED],
    ['unskip --name deploy --yes', AFFECTED],
    ['pause --branch --name deploy --yes', AFFECTED],
    ['resume --name deploy --yes', AFFECTED],
    ['start', AFFECTED],
    ['stop --dry-run', ['blocked', 'interrupted', 'revision']],
    ['shutdown --dry-run', ['shutdown']],
    ['next --yes', AFFECTED],
    ['note hm', ['affected', 'revision']],
    ['ping', ['trail', 'revision', 'run', 'trouble']],
    ['wait --until needs-input', ['outcome', 'revision']],
    ['send --all --message true --type boolean --dry-run', AFFECTED],
    ['interrupt --all --dry-run', AFFECTED],
    ['reply 0 --no --dry-run', ['promptId', 'value', 'affected', 'revision']],
  ])('has `%s` print the fields %j', async (command, fields) => {
    expect(Object.keys((await data(command)) as object)).toEqual(fields);
  });

  it('has `status` print the whole status of each step, or the fields that are asked for', async () => {
    const [step] = (await data('status -n 0')) as readonly object[];
    expect(Object.keys(step as object)).toEqual([
      'n',
      'name',
      'tags',
      'state',
      'cause',
      'by',
      'provenance',
      'waitsFor',
      'until',
      'since',
      'attempt',
      'attempts',
      'abandoned',
      'survivors',
      'returnValue',
      'prompts',
      'waitingForResponse',
      'outputMessages',
      'inputMessages',
      'promptMessages',
      'allowed',
    ]);
    expect(await data('status --name check --fields state,name')).toEqual([{ state: 'Running', name: 'check' }]);
  });

  it('has `steps` print the tags of each step', async () => {
    expect(await data('steps --tag level:=1')).toEqual([{ phase: 'before', level: 1, name: 'check', n: 0 }]);
  });

  it('has `prompts` print each prompt', async () => {
    const asked = { n: 0, name: 'check', promptId: '0.1.1', message: 'Look at the graphs of db-1', choices: [true, false] };
    expect(await data('prompts')).toEqual([asked]);
  });

  it('has `graph` print the graph as text', async () => {
    expect(await data(`graph ${fixture('release.ts')}`)).toEqual({ dot: expect.stringMatching(/^digraph [\s\S]*"backup"/) });
  });

  it.each([
    ['mermaid', /^flowchart [\s\S]*backup/],
    ['svg', /^<svg [\s\S]*backup/],
  ])('has `graph --format %s` print it as that', async (format, drawing) => {
    expect(await data(`graph --format ${format} ${fixture('release.ts')}`)).toEqual({ [format]: expect.stringMatching(drawing) });
  });

  it.each([
    'graph --format png x.ts',
    'pause',
    'status -n 99',
    'pause --all',
    'reply 0',
    'frobnicate',
    'history --run x',
    'prune',
    'note x --name nobody',
    'status --frobnicate',
    'graph missing.ts',
  ])('has `%s` print why it failed on stderr', async (command) => {
    const { code, stdout, stderr } = await autotrail(scratch, ...command.split(' '), '--json');
    expect(code).toBeGreaterThan(1);
    expect(stdout).toBe('');
    const error = documentOf(stderr);
    expect(Object.keys(error)).toEqual(['code', 'message', 'hint']);
    expect(error.code).toMatch(/^AUTOTRAIL_[A-Z_]+$/);
  });
});

describe('run --json', () => {
  it('prints one document for each thing that happens', async () => {
    const { code, stdout, stderr } = await autotrail(scratch, 'run', fixture('two-steps.js'), '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
    const printed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(printed.map(({ schemaVersion, type, name = null, state = null }) => [schemaVersion, type, name, state])).toEqual([
      [1, 'begin', null, null],
      [1, 'command', null, null],
      [1, 'state', 'first', 'Running'],
      [1, 'state', 'second', 'Waiting'],
      [1, 'state', 'first', 'Succeeded'],
      [1, 'state', 'second', 'Running'],
      [1, 'output', 'second', null],
      [1, 'state', 'second', 'Succeeded'],
      [1, 'end', null, null],
    ]);
    expect(printed.at(-1)).toEqual({
      schemaVersion: 1,
      type: 'end',
      outcome: 'finished',
      isGood: true,
      states: { Succeeded: 2 },
    });
    expect(printed.at(6)).toMatchObject({ n: 1, message: 'done\twith\u001b[31m it' });
  });
});
