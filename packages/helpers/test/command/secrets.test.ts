import process from 'node:process';
import type { AutoTrailError } from '@autotrail/core';
import { maskText, registerSecret } from '@autotrail/layer1';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LineSplitter, MAX_LINE_BYTES } from '../../src/command/line-splitter.js';
import { sh } from '../../src/command/sh.js';
import { ShellCommand } from '../../src/command/shell-command.js';
import type { ShellCommandOptions } from '../../src/command/shell-command-options.js';
import { isolated } from '../../src/isolated/isolated.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { nodeCommand } from '../support/processes.js';

/** Written in another way by every encoder. */
const CANARY = registerSecret('CANARY', `c"an/a'r+y?é~`);
const PLAIN = registerSecret('PLAIN', 'hunter2hunter2');
const MASKED = '[secret CANARY]';

const ENCODERS: Readonly<Record<string, (text: string) => string>> = {
  nothing: (text) => text,
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'percent-encoding': encodeURIComponent,
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'a shell': (text) => text.replaceAll("'", "'\\''"),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
};

async function run<TContext>(command: ShellCommand<TContext>, context: TContext): Promise<FakeEnvironment> {
  const env = new FakeEnvironment();
  await command.run(env, context);
  return env;
}

/** What was thrown, and what was put out before. */
async function failureOf<TContext>(command: ShellCommand<TContext>, context: TContext) {
  const env = new FakeEnvironment();
  const error = await command.run(env, context).catch((thrown: unknown) => thrown);
  return { error, outputs: env.outputs };
}

function linesOf(chunks: readonly Buffer[]): readonly string[] {
  const splitter = new LineSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

afterEach(() => vi.unstubAllEnvs());

describe('a secret among the arguments of a command', () => {
  const context = { password: PLAIN };

  it.each([
    ['an argument', () => ['echo', PLAIN]],
    ['a part of one', () => ['curl', `--user=me:${PLAIN}`]],
    ['in base64', () => ['curl', '-H', `Authorization: Basic ${Buffer.from(`me:${PLAIN}`).toString('base64')}`]],
    ['a value of a template', () => sh`echo --password ${PLAIN}`],
    ['a word of a string', () => `echo '${PLAIN}'`],
    ['far behind', () => ['sh', '-c', `${'x'.repeat(9_000)} ${PLAIN}`]],
    ['the program', () => [`/opt/${PLAIN}/bin/x`]],
  ])('is refused before anything is started or shown: %s', async (_, command) => {
    const { error, outputs } = await failureOf(new ShellCommand('it', command), undefined);
    expect(error).toMatchObject({ code: 'AUTOTRAIL_SECRET_IN_ARGUMENTS', message: expect.stringContaining('[secret PLAIN]') });
    expect(outputs).toEqual([]);
    const { message, stack, details, hint } = error as AutoTrailError;
    expect(JSON.stringify([message, stack, details, hint])).toBe(maskText(JSON.stringify([message, stack, details, hint])));
  });

  it('is refused in a template that the context fills, and in a script that holds it', async () => {
    const filled = await failureOf(new ShellCommand('it', 'echo --password={password}'), context);
    expect(filled.error).toMatchObject({ code: 'AUTOTRAIL_SECRET_IN_ARGUMENTS' });
    const script = await failureOf(new ShellCommand('it', `echo ${PLAIN}`, { shell: true }), context);
    expect(script.error).toMatchObject({ code: 'AUTOTRAIL_SECRET_IN_ARGUMENTS' });
  });

  it('is refused when the step is made where the arguments are known then', () => {
    expect(() => new ShellCommand('it', ['echo', PLAIN])).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_SECRET_IN_ARGUMENTS' }),
    );
  });

  it('is not seen where there is none', async () => {
    const { stdout } = await run(new ShellCommand('it', ['echo', 'hunter2', '[secret PLAIN]']), undefined);
    expect(stdout).toEqual(['hunter2 [secret PLAIN]']);
  });
});

describe('a secret that a command is given otherwise', () => {
  const PRINT = 'tr "\\0" " " </proc/$$/cmdline; echo; printenv PASSWORD';
  const shown = (env: FakeEnvironment): readonly string[] => env.outputs.map((output) => maskText(String(output)));

  it('comes in a variable, and its arguments do not show it', async () => {
    const env = await run(new ShellCommand('it', ['sh', '-c', PRINT], { env: { PASSWORD: CANARY } }), undefined);
    expect(env.stdout).toHaveLength(2);
    expect(env.stdout[0]).toBe(maskText(env.stdout[0] as string));
    expect(env.stdout[1]).toBe(CANARY);
    expect(shown(env)[2]).toBe(`[STDOUT] -- ${MASKED}`);
  });

  it('comes in a variable of the server', async () => {
    vi.stubEnv('PASSWORD', CANARY);
    const { stdout } = await run(new ShellCommand('it', ['sh', '-c', PRINT]), undefined);
    expect(stdout[1]).toBe(CANARY);
  });

  it('comes on stdin', async () => {
    const env = new FakeEnvironment();
    const ended = new ShellCommand('it', ['sh', '-c', 'read -r line; echo "$line"']).run(env, undefined);
    env.send(CANARY);
    await ended;
    expect(env.stdout).toEqual([CANARY]);
  });

  it('comes as the value of a script, which is passed as a variable', async () => {
    const options: ShellCommandOptions = { shell: true };
    const env = await run(new ShellCommand('it', 'tr "\\0" " " </proc/$$/cmdline; echo; echo {password}', options), {
      password: CANARY,
    });
    expect(env.stdout.at(-1)).toBe(CANARY);
    expect(env.stdout[0]).toBe(maskText(env.stdout[0] as string));
    expect(shown(env)[0]).toMatch(/^Starting command: .*\[secret CANARY\]'?$/);
  });

  it('is shown masked also where the command is too long to be shown whole', async () => {
    for (const cut of [1, 5, CANARY.length]) {
      const filler = 'x'.repeat(2_000 - ': '.length - cut);
      const env = await run(new ShellCommand('it', `: ${filler}{password}`, { shell: true }), { password: PLAIN });
      const text = String(env.outputs[0]);
      expect(text).toContain(filler.slice(0, 1_900));
      expect(text).not.toMatch(/hu|nter/);
    }
  });

  it('comes to an isolated action in its environment, not in its arguments', async () => {
    vi.stubEnv('PASSWORD', CANARY);
    const env = new FakeEnvironment();
    const action = isolated(new URL('../fixtures/secret-actions.js', import.meta.url), 'printVariable');
    const returned = JSON.stringify(await action.run(env, { name: 'PASSWORD' } as never));
    expect(env.outputs).toContain(`it is ${CANARY}`);
    expect(env.stdout).toEqual([CANARY]);
    expect(returned).toBe(maskText(returned));
    expect(shown(env)).toContain(`it is ${MASKED}`);
  });
});

describe('a secret in what a command prints', () => {
  it.each(Object.entries(ENCODERS))('is whole in a line however its bytes come: written by %s', (_, encode) => {
    const bytes = Buffer.from(`a ${encode(CANARY)} b\n`);
    for (let at = 0; at <= bytes.length; at++) {
      const lines = linesOf([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(lines.map(maskText)).toEqual([`a ${MASKED} b`]);
    }
    expect(linesOf(Array.from(bytes, (byte) => Buffer.from([byte]))).map(maskText)).toEqual([`a ${MASKED} b`]);
  });

  it.each(Object.entries(ENCODERS))('is masked across any cut of a line that is too long: written by %s', (_, encode) => {
    const bytes = Buffer.from(encode(CANARY));
    for (let inside = 0; inside <= bytes.length; inside++) {
      const filler = ' '.repeat(MAX_LINE_BYTES - inside);
      const line = Buffer.concat([Buffer.from(filler), bytes, Buffer.from(' b\nnext')]);
      for (const chunks of [[line], [line.subarray(0, MAX_LINE_BYTES), line.subarray(MAX_LINE_BYTES)]]) {
        const lines = linesOf(chunks).map(maskText);
        expect(lines.pop()).toBe('next');
        expect(lines.join('')).toBe(`${filler}${MASKED} b`);
        expect(lines.length).toBeGreaterThan(1);
      }
    }
  });

  it('is masked across the second cut of a line too, and anew in the next line', () => {
    const text = `${'x'.repeat(MAX_LINE_BYTES - 3)}${PLAIN}`.repeat(2);
    const pieces = linesOf([Buffer.from(`${text}\n${text}\n${PLAIN.slice(0, 7)}`)]);
    const masked = `${'x'.repeat(MAX_LINE_BYTES - 3)}[secret PLAIN]`.repeat(4);
    expect(pieces.join('')).toBe(`${masked}${PLAIN.slice(0, 7)}`);
    expect(pieces.at(-1)).toBe(PLAIN.slice(0, 7));
  });

  it('gives no empty line where whole pieces are one secret', () => {
    // In a row it overlaps with itself.
    expect(linesOf([Buffer.from(PLAIN.repeat(50_000))])).toEqual(['[secret PLAIN]']);
  });

  it('is masked wherever a real command puts it into one line without end', async () => {
    const script = `process.stdout.write(('-'.repeat(997) + process.env.IT).repeat(500))`;
    const env = await run(new ShellCommand('it', nodeCommand(script), { env: { IT: PLAIN } }), undefined);
    expect(env.stdout.length).toBeGreaterThan(3);
    expect(env.stdout.map(maskText).join('')).toBe(`${'-'.repeat(997)}[secret PLAIN]`.repeat(500));
    expect(process.env.IT).toBeUndefined();
  });
});
