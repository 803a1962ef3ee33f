import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isolated } from '../../src/isolated/isolated.js';
import type { IsolatedOptions } from '../../src/isolated/isolated-options.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { membersOf, SpyLauncher } from '../support/processes.js';

const NEVER_MS = 24 * 60 * 60 * 1_000;
const ACTIONS = new URL('../fixtures/actions.js', import.meta.url);

/** Starts an action; `ended` resolves with what it returned, `failed` with its error. */
function start(name: string, context?: unknown, options: IsolatedOptions = {}) {
  const launcher = new SpyLauncher();
  const env = new FakeEnvironment('Ann');
  const ended = isolated(ACTIONS, name, { launcher, ...options }).run(env, context as never) as Promise<unknown>;
  const failed = ended.then(
    (value) => expect.fail(`it returned ${JSON.stringify(value)}`),
    (error: Error) => error,
  );
  failed.catch(() => {});
  return { env, launcher, ended, failed };
}

describe('an isolated action', () => {
  it('runs in a process of its own, with a copy of the context', async () => {
    const context = { host: 'db-1', list: [1, { a: null }] };
    const { launcher, ended } = start('describeSelf', context);
    const self = (await ended) as { readonly pid: number };
    expect(self).toEqual({ context, attempt: 1, pid: launcher.groupId, execArgv: [] });
    expect(self.pid).not.toBe(process.pid);
    expect(membersOf(self.pid)).toEqual([]);
  });

  it.each([[undefined], [null], ['text']])('gets the context %j as it is', async (context) => {
    expect(await start('inspectContext', context).ended).toBe(inspect(context));
  });

  it('gives its Node the options that it is told', async () => {
    const { ended } = start('describeSelf', null, { execArgv: ['--stack-trace-limit=5'] });
    expect(await ended).toMatchObject({ execArgv: ['--stack-trace-limit=5'] });
  });

  it('puts out messages, asks, and reads messages', async () => {
    const { env, ended } = start('converse');
    env.send({ n: 1 });
    expect(await ended).toEqual({ reply: 'Ann', message: { n: 1 } });
    expect(env.outputs).toEqual([{ said: 'hello' }]);
    expect(env.prompts).toEqual([{ ask: 'name?' }]);
  });

  it('knows the key and the folder of its attempt, carries the key, and may tell of survivors', async () => {
    const { env, ended } = start('describeAttempt');
    expect(await ended).toEqual({ key: env.key, folder: null, mark: env.key });
    expect(env.told).toEqual([[{ pid: 7, startTime: null, command: 'elsewhere' }]]);
  });

  it.runIf(process.platform === 'linux')('is listed as a survivor where it has left its group and was interrupted', async () => {
    const { env, failed } = start('withEscapee', null, { interruptDelays: { terminateMs: 0, killMs: 0 } });
    await env.any();
    env.interrupt();
    await failed;
    const [pid] = env.outputs as [number];
    expect(env.told).toEqual([[{ pid, startTime: expect.any(String), command: 'sleep 600' }]]);
    process.kill(pid, 'SIGKILL');
    await env.aloneAgain();
  });

  it('shows what it prints', async () => {
    const { env, ended } = start('print');
    expect(await ended).toBeNull();
    expect(env.stdout).toEqual(['to stdout', 'last']);
    expect(env.stderr).toEqual(['to stderr']);
  });

  it('loses no line of what it prints before it returns', async () => {
    const { env, ended } = start('printMuch');
    await ended;
    expect(env.stdout).toHaveLength(100_000);
    expect(env.stdout.at(-1)).toBe('100000');
  });

  it('ends with all that it has left open when it returns', async () => {
    const { launcher, ended } = start('leaveOpen');
    expect(await ended).toBe('done');
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('runs TypeScript, also where the file is named by what would become of it', async () => {
    for (const name of ['typed-actions.ts', 'typed-actions.js']) {
      const env = new FakeEnvironment();
      const action = isolated<{ name: string }>(new URL(`../fixtures/${name}`, import.meta.url), 'greet');
      expect(await action.run(env, { name: 'db-1' })).toBe('hello db-1');
      expect(env.outputs).toEqual(['attempt 1']);
    }
  });
});

describe('an isolated action that fails', () => {
  it('fails with what it threw', async () => {
    const { failed } = start('fail');
    expect(await failed).toMatchObject({ message: 'out of order', name: 'RangeError', code: 'E_ORDER' });
    expect((await failed).stack).toContain('actions.js');
    expect((await start('failOddly').failed).message).toBe('just a text');
  });

  it.each([
    ['returnDate', 'Expected the return value to be JSON, got a Date at $.list[0].at.'],
    ['outputFunction', 'Expected an output message to be JSON, got a function at $.f.'],
  ])('names the place at which %s gives what is no JSON', async (name, message) => {
    expect(await start(name).failed).toMatchObject({ code: 'AUTOTRAIL_NOT_JSON', message });
  });

  it('names the place at which the context is no JSON, and starts nothing', async () => {
    const { launcher, failed } = start('describeSelf', { since: new Date() });
    const message = 'Expected the context to be JSON, got a Date at $.since.';
    expect(await failed).toMatchObject({ code: 'AUTOTRAIL_NOT_JSON', message });
    expect(launcher.launched).toEqual([]);
  });

  it.each([
    ['killSelf', 'signal SIGKILL'],
    ['exitWith3', 'exit code 3'],
    ['exitWith0', 'exit code 0'],
    ['throwLater', 'exit code 1'],
  ])('says how its process ended: %s', async (name, how) => {
    const { failed } = start(name);
    expect(await failed).toMatchObject({ code: 'AUTOTRAIL_ACTION_ENDED', details: { name, how } });
    expect((await failed).message).toMatch(
      /^The process of the isolated action \w+ of .*actions\.js ended before the action did: /,
    );
  });

  it('is ended where it says through the channel what is no message', async () => {
    const { launcher, failed } = start('speakNonsense', null, { interruptDelays: { terminateMs: 0, killMs: NEVER_MS } });
    expect((await failed).message).toMatch(/JSON/);
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('says that it ran out of memory', async () => {
    const { failed } = start('eatMemory', null, { execArgv: ['--max-old-space-size=30'] });
    expect(await failed).toMatchObject({ code: 'AUTOTRAIL_ACTION_ENDED', details: { how: 'out of memory' } });
  });

  it.each([
    ['no-such-file.js', 'it', 'there is no such file'],
    ['throws-on-import.js', 'it', 'importing the file failed with: bad morning'],
    ['actions.js', 'missing', expect.stringMatching(/^the file exports .*describeSelf/)],
    ['actions.js', 'toString', expect.stringMatching(/^the file exports /)],
    ['actions.js', '__proto__', expect.stringMatching(/^the file exports /)],
    ['actions.js', 'notAFunction', 'the export is no function but 7'],
    ['typed-actions.ts', 'missing', 'the file exports greet'],
  ])('names file and export where %s has no %s', async (file, name, reason) => {
    const action = isolated(new URL(`../fixtures/${file}`, import.meta.url), name);
    const error = await Promise.resolve(action.run(new FakeEnvironment(), undefined)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AUTOTRAIL_ACTION_NOT_LOADED', details: { name, reason } });
    expect((error as Error).message).toContain(`The isolated action ${name} cannot be loaded from /`);
    expect((error as Error).message).toContain(file);
  });
});

describe('interrupting an isolated action', () => {
  it('aborts its signal, and lets it end in its own way', async () => {
    const { env, launcher, ended } = start('heedful', null, { interruptDelays: { terminateMs: NEVER_MS } });
    await env.heard('ready');
    env.interrupt();
    expect(await ended).toBe('cleaned up');
    expect(env.outputs).toEqual(['ready', 'aborted: interrupted']);
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('ends a busy loop with SIGTERM', async () => {
    const { env, launcher, failed } = start('busy', null, { interruptDelays: { terminateMs: 0, killMs: NEVER_MS } });
    await env.heard('busy');
    env.interrupt();
    expect(await failed).toMatchObject({ details: { how: 'signal SIGTERM' } });
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('ends what it has started as well', async () => {
    const { env, launcher, failed } = start('withGrandchild', null, { interruptDelays: { terminateMs: 0, killMs: 0 } });
    await env.any();
    env.interrupt();
    await failed;
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('starts nothing where the attempt was over before', async () => {
    const launcher = new SpyLauncher();
    const env = new FakeEnvironment();
    env.interrupt();
    await expect(isolated(ACTIONS, 'busy', { launcher }).run(env, undefined)).rejects.toThrow('interrupted');
    expect(launcher.launched).toEqual([]);
  });
});

describe('the definition of an isolated action', () => {
  it('says its name, and how long it may take to end', () => {
    expect(isolated(ACTIONS, 'busy')).toMatchObject({ name: 'busy', graceMs: 10_000 });
    expect(isolated(ACTIONS, 'busy', { interruptDelays: { terminateMs: 1, killMs: 2 } }).graceMs).toBe(5_003);
  });

  it.each([
    ['./actions.js', 'busy', 'the file'],
    [new URL('https://example.org/actions.js'), 'busy', 'the file'],
    [ACTIONS, '', 'the export'],
    [ACTIONS, undefined, 'the export'],
  ])('refuses %s with %j', (url, name, what) => {
    expect(() => isolated(url as URL, name as string)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_ISOLATED_ACTION', details: expect.objectContaining({ what }) }),
    );
  });

  it.each([
    { execArgv: '--x' },
    { execArgv: [7] },
    { launcher: {} },
    { interruptDelays: { killMs: -1 } },
    { interruptDelays: 7 },
  ])('refuses the option %o', (options) => {
    expect(() => isolated(ACTIONS, 'busy', options as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringContaining('isolated action busy') }),
    );
  });

  it('refuses an option that does not exist', () => {
    expect(() => isolated(ACTIONS, 'busy', { cwd: '/' } as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_OPTION' }),
    );
  });
});
