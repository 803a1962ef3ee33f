import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Command } from '../../src/command/command-line.js';
import { sh } from '../../src/command/sh.js';
import { type CommandFunction, ShellCommand } from '../../src/command/shell-command.js';
import {
  makeContextAttributeBasedTemplatingFunction,
  makeSimpleTemplatingFunction,
} from '../../src/template/templating-functions.js';
import { anyArgument } from '../support/any-text.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { nodeCommand, PRINT_ARGUMENTS } from '../support/processes.js';

/** Runs a command to its end and answers what was seen of it. */
async function run<TContext>(command: ShellCommand<TContext>, context: TContext): Promise<FakeEnvironment> {
  const env = new FakeEnvironment();
  await command.run(env, context);
  return env;
}

/** The arguments that a command's program was given. */
async function argumentsOf(command: Command, context: unknown): Promise<readonly string[]> {
  const { stdout } = await run(new ShellCommand('print', command), context);
  return JSON.parse(stdout.join('')) as readonly string[];
}

describe('the placeholders of a ShellCommand', () => {
  it.each([{ shell: false }, { shell: true }])(
    'stand for the parameters of the run where the context has no such attribute: %o',
    async (options) => {
      const env = new FakeEnvironment(true, { params: { host: 'not this', what: 'a b' } });
      await new ShellCommand('it', 'echo {host} {what}', options).run(env, { host: 'db-1' });
      expect(env.stdout).toEqual(['db-1 a b']);
    },
  );
});

describe('the messages of a ShellCommand', () => {
  it('are one line that it starts, what it prints tagged by stream, and one line of success, which is its return value', async () => {
    const env = new FakeEnvironment();
    const script = "console.log('a\\n\\nb'); setTimeout(() => console.error('c'), 50)";
    const returned = await new ShellCommand('it', nodeCommand(script)).run(env, undefined);
    expect(env.outputs.slice(1)).toEqual([
      '[STDOUT] -- a',
      '[STDOUT] -- b',
      '[STDERR] -- c',
      'The command succeeded with exit code 0.',
    ]);
    expect(env.outputs[0]).toMatch(/^Starting command: .*node.* -e 'console\.log/);
    expect(returned).toBe('The command succeeded with exit code 0.');
  });

  it('end with one line of failure, which is the error', async () => {
    const env = new FakeEnvironment();
    const failing = new ShellCommand('it', nodeCommand("console.error('FATAL: full'); process.exitCode = 3"), {
      isErrorFatal: (line) => line.startsWith('FATAL'),
    });
    const message = 'The command failed with exit code 3, and its last fatal line is: FATAL: full.';
    await expect(failing.run(env, undefined)).rejects.toMatchObject({ code: 'AUTOTRAIL_COMMAND_FAILED', message });
    expect(env.outputs.at(-1)).toBe(message);
  });

  it('hold the last line also where it has no newline, and replace what is no UTF-8', async () => {
    const { stdout } = await run(new ShellCommand('it', ['printf', '\\303\\274\\n\\377|\\303']), undefined);
    expect(stdout).toEqual(['ü', '\ufffd|\ufffd']);
  });

  it('leave out what the predicates call ignorable', async () => {
    const options = {
      isOutputIgnorable: (line: string) => line.startsWith('debug'),
      isErrorIgnorable: (line: string) => line.startsWith('warn'),
    };
    const script = "console.log('debug\\nx\\n'); console.error('warn\\ny')";
    const env = await run(new ShellCommand('it', nodeCommand(script), options), undefined);
    expect([env.stdout, env.stderr]).toEqual([['x', ''], ['y']]);
  });
});

describe('the success of a ShellCommand', () => {
  it('is exit code 0 alone, unless the options say otherwise', async () => {
    await expect(run(new ShellCommand('it', 'sh -c "exit 2"'), undefined)).rejects.toThrow('exit code 2');
    await run(new ShellCommand('it', 'sh -c "exit 2"', { success: [0, 2] }), undefined);
    await run(new ShellCommand('it', 'sh -c "exit 2"', { isExitCodeIgnorable: (code) => code === 2 }), undefined);
  });

  it('is spoilt by a fatal line, also if later lines are not fatal and the exit code is 0', async () => {
    const script = "console.error('FATAL'); setTimeout(() => console.error('fine again'), 50)";
    const command = new ShellCommand('it', nodeCommand(script), { isErrorFatal: (line) => line === 'FATAL' });
    await expect(run(command, undefined)).rejects.toMatchObject({ details: { exitCode: 0, signal: null, fatalLine: 'FATAL' } });
  });

  it('is spoilt by a signal', async () => {
    await expect(run(new ShellCommand('it', 'kill -KILL $$', { shell: true }), undefined)).rejects.toThrow('signal SIGKILL');
  });
});

describe('what a ShellCommand runs', () => {
  it('is nothing where the command is null or undefined: it succeeds and says so', async () => {
    for (const nothing of [null, undefined]) {
      const env = new FakeEnvironment();
      await expect(new ShellCommand('it', () => nothing).run(env, {})).resolves.toMatch(/^Nothing to run/);
      expect(env.outputs).toEqual([]);
    }
  });

  it('is a string split into words before it is filled', async () => {
    const [program, flag, script, end] = PRINT_ARGUMENTS;
    const text = `{program} ${flag} {script} ${end} "{a} b" --c={a}`;
    expect(await argumentsOf(text, { program, script, a: 'x "y' })).toEqual(['x "y b', '--c=x "y']);
  });

  it('is what a function answers, now or later: a string split as it is, an array, sh``, or a template handed over', async () => {
    const context = { a: '1 2' };
    const outputOf = async (answer: CommandFunction<typeof context>) =>
      (await run(new ShellCommand('it', answer), context)).stdout;
    expect(await outputOf((_, { a }) => `printf %s, {a} ${a}`)).toEqual(['{a},1,2,']);
    expect(await outputOf(async (_, { a }) => ['printf', '%s,', a, 'x'])).toEqual(['1 2,x,']);
    expect(await outputOf((_, { a }) => sh`printf %s, ${a} x`)).toEqual(['1 2,x,']);
    expect(await outputOf(makeSimpleTemplatingFunction('printf %s, {a} x'))).toEqual(['1 2,x,']);
    expect(await outputOf(makeContextAttributeBasedTemplatingFunction('a', 'echo {a}', { expectedValue: '1 2' }))).toEqual([
      '1 2',
    ]);
  });

  it('hears of no value as anything but one argument, whatever is in it and in whichever form', async () => {
    const nasty = fc.constantFrom('', ' ', '-rf', '--', "'", '"', '`id`', '$(id)', '; touch x', '\n', '*', '~', '#', '{a}', '\\');
    const [program, ...rest] = PRINT_ARGUMENTS;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(nasty, anyArgument), { minLength: 1, maxLength: 30 }), async (values) => {
        const context = Object.fromEntries([['script', rest[1]], ...values.map((each, i) => [`v${i}`, each])]);
        const template = `${program} -e {script} -- ${values.map((_, i) => `{v${i}}`).join(' ')}`;
        expect(await argumentsOf(template, context)).toEqual(values);
        expect(await argumentsOf([...PRINT_ARGUMENTS, ...values], undefined)).toEqual(values);
        expect(await argumentsOf(sh`${PRINT_ARGUMENTS} ${values}`, undefined)).toEqual(values);
      }),
      { numRuns: 8 },
    );
  });

  it('is read by a shell only where one is asked for', async () => {
    expect((await run(new ShellCommand('it', 'echo $HOME | cat'), undefined)).stdout).toEqual(['$HOME | cat']);
    const piped = new ShellCommand('it', 'echo {a} | tr a b; echo $0', { shell: 'bash' });
    expect((await run(piped, { a: 'a $(id)' })).stdout).toEqual(['b $(id)', 'bash']);
    expect((await run(new ShellCommand('it', 'echo $0', { shell: true }), {})).stdout).toEqual(['/bin/sh']);
  });

  it('has the folder and the variables that the options say', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'autotrail-'));
    const print = 'console.log(process.cwd()); console.log(process.env.GREETING)';
    const { stdout } = await run(new ShellCommand('it', nodeCommand(print), { cwd: folder, env: { GREETING: 'hi' } }), undefined);
    expect(stdout).toEqual([expect.stringContaining(folder), 'hi']);
    await rm(folder, { recursive: true });
  });

  it('inherits the folder and the variables of the server, less AutoTrail’s own secrets', async () => {
    Object.assign(process.env, { AUTOTRAIL_TOKEN: 't', AUTOTRAIL_SECRET_DB: 's', AUTOTRAIL_X: 'x' });
    const names = "Object.keys(process.env).filter((name) => name.startsWith('AUTOTRAIL_')).sort()";
    const script = `console.log(process.cwd()); console.log(process.env.PATH); console.log(${names}.join())`;
    const { stdout } = await run(new ShellCommand('it', nodeCommand(script)), undefined);
    for (const name of ['AUTOTRAIL_TOKEN', 'AUTOTRAIL_SECRET_DB', 'AUTOTRAIL_X']) delete process.env[name];
    expect(stdout).toEqual([process.cwd(), process.env.PATH, 'AUTOTRAIL_ATTEMPT,AUTOTRAIL_X']);
  });

  it('fails with a clear sentence where program or folder is missing', async () => {
    await expect(run(new ShellCommand('it', 'no-such-program'), {})).rejects.toThrow('there is no program no-such-program');
    await expect(run(new ShellCommand('it', 'ls', { cwd: '/no/such' }), {})).rejects.toThrow('there is no folder /no/such');
  });

  it('fails if the context lacks what its template names, and nothing runs', async () => {
    const env = new FakeEnvironment();
    await expect(new ShellCommand('it', 'touch {a}').run(env, { b: 1 })).rejects.toMatchObject({
      code: 'AUTOTRAIL_MISSING_ATTRIBUTE',
    });
    expect(env.outputs).toEqual([]);
  });

  it('lets through what its function throws', async () => {
    const command = new ShellCommand('it', () => Promise.reject(new Error('no idea')));
    await expect(run(command, {})).rejects.toThrow('no idea');
  });
});

describe('a ShellCommand in a rehearsal', () => {
  const rehearsed = async <TContext>(command: ShellCommand<TContext>, context: TContext) => {
    const env = new FakeEnvironment();
    return { value: await command.rehearse(env, context), outputs: env.outputs };
  };

  it('puts out what it would run, and runs nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'autotrail-'));
    const { value, outputs } = await rehearsed(new ShellCommand('it', 'touch {folder}/made'), { folder });
    expect({ value, outputs }).toEqual({ value: null, outputs: [`Would run: touch ${folder}/made`] });
    await expect(stat(join(folder, 'made'))).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(folder, { recursive: true });
  });

  it('says so where there is nothing to run, and where what it would run cannot be told yet', async () => {
    expect((await rehearsed(new ShellCommand('it', () => null), {})).outputs).toEqual(['Nothing to run: there was no command.']);
    const { outputs } = await rehearsed(new ShellCommand('it', 'ping {host}'), {});
    expect(outputs).toEqual([expect.stringMatching(/^What it would run cannot be told in a rehearsal: .*host/)]);
  });
});

describe('making a ShellCommand', () => {
  it('finds mistakes in a command that is not a function', () => {
    const made =
      (command: unknown, options = {}) =>
      () =>
        new ShellCommand('it', command as string, options);
    expect(made('ls {a')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_TEMPLATE' }));
    for (const command of ['', 'a "b', [], 7, null])
      expect(made(command)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_COMMAND' }));
    expect(made(['ls'], { shell: true })).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_COMMAND' }));
    expect(made('ls', { timeout: 1 })).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_OPTION' }));
  });

  it('tells the engine how long its end may take: the delays and some seconds', () => {
    expect(new ShellCommand('it', 'ls').graceMs).toBe(10_000);
    expect(new ShellCommand('it', 'ls', { interruptDelays: { terminateMs: 60_000, killMs: 1_000 } }).graceMs).toBe(66_000);
  });

  it('asks for the context that its function reads, and for none otherwise', () => {
    expectTypeOf(new ShellCommand('a', (_, { host }: { host: string }) => ['ping', host])).toEqualTypeOf<
      ShellCommand<{ host: string }>
    >();
    expectTypeOf(new ShellCommand('b', 'ping {host}')).toEqualTypeOf<ShellCommand<unknown>>();
  });
});
