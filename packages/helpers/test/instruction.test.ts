import type { JsonValue } from '@autotrail/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Instruction } from '../src/instruction.js';
import type { InstructionOptions } from '../src/instruction-options.js';
import { makeSimpleTemplatingFunction } from '../src/template/templating-functions.js';
import { FakeEnvironment } from './support/fake-environment.js';

const CONTEXT = { host: 'db-1' };

describe('Instruction', () => {
  it('sends its text, filled from the context, and succeeds with the reply true', async () => {
    const env = new FakeEnvironment(true);
    await expect(new Instruction('check', 'Look at {host} {{now}}.').run(env, CONTEXT)).resolves.toBe(true);
    expect(env.prompts).toEqual(['Look at db-1 {now}.']);
    expect(env.outputs).toEqual([]);
  });

  it.each<[JsonValue]>([[false], ['true'], [1], [null], [{ done: true }], [[true]], ['']])(
    'fails with the reply %j',
    async (reply) => {
      await expect(new Instruction('check', 'Look.').run(new FakeEnvironment(reply), {})).rejects.toMatchObject({
        code: 'AUTOTRAIL_INSTRUCTION_NOT_COMPLETED',
        message: expect.stringMatching(/^The instruction was not completed: expected the reply true, got .+\.$/),
      });
    },
  );

  it('shows its text and succeeds at once where no reply is needed', async () => {
    const env = new FakeEnvironment(false);
    await expect(new Instruction('tell', 'Now {host}.', { replyNeeded: false }).run(env, CONTEXT)).resolves.toBeNull();
    expect(env.outputs).toEqual(['Now db-1.']);
    expect(env.prompts).toEqual([]);
  });

  it.each([null, undefined])('sends nothing for the text %s, succeeds and says so', async (text) => {
    const env = new FakeEnvironment();
    await expect(new Instruction('check', () => text).run(env, {})).resolves.toMatch(/^Nothing to do/);
    expect(env.prompts).toEqual([]);
    expect(env.outputs).toEqual([]);
  });

  it('takes the text of a function as it stands, and fills a template that one hands over', async () => {
    const env = new FakeEnvironment();
    await new Instruction('a', (_, context: typeof CONTEXT) => `{host} is ${context.host}`).run(env, CONTEXT);
    await new Instruction('b', async () => 'later {').run(env, {});
    await new Instruction('c', makeSimpleTemplatingFunction('{host}')).run(env, CONTEXT);
    expect(env.prompts).toEqual(['{host} is db-1', 'later {', 'db-1']);
  });

  it('is filled from the parameters of the run where the context has no such attribute', async () => {
    const env = new FakeEnvironment(true, { params: { host: 'not this', port: 5432 } });
    await new Instruction('a', 'Look at {host}:{port}.').run(env, CONTEXT);
    await new Instruction('b', makeSimpleTemplatingFunction('{port}')).run(env, undefined as never);
    expect(env.prompts).toEqual(['Look at db-1:5432.', '5432']);
  });

  it('is idempotent: to ask again after a lost server does no harm', () => {
    expect(new Instruction('check', 'Look.').idempotent).toBe(true);
  });

  it('fails if the context lacks what its text names', async () => {
    const run = new Instruction('check', 'Look at {hots}.').run(new FakeEnvironment(), CONTEXT);
    await expect(run).rejects.toMatchObject({ code: 'AUTOTRAIL_MISSING_ATTRIBUTE' });
  });

  it('finds mistakes when it is made', () => {
    expect(() => new Instruction('check', 'Look at {host')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_TEMPLATE' }));
    expect(() => new Instruction('check', 7 as never)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_INSTRUCTION' }));
    expect(() => new Instruction('check', 'Look', { replyNeeded: 1 as never })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringContaining('instruction check') }),
    );
    expect(() => new Instruction('check', 'Look', { reply: true } as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_OPTION' }),
    );
  });

  it('asks as its options say', async () => {
    const env = new FakeEnvironment(true);
    const terms = { mayAnswer: ['ann'], timeoutMs: 60_000, onTimeout: 'default', default: true, remindMs: 1000 } as const;
    await new Instruction('check', 'Look.', { ...terms, replyNeeded: true }).run(env, {});
    await new Instruction('check', 'Look.').run(env, {});
    expect(env.confirmedBy).toEqual([terms, {}]);
  });

  it.each<[InstructionOptions, string]>([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ remindMs: Number.NaN }, 'remindMs'],
    [{ mayAnswer: [] }, 'mayAnswer'],
    [{ mayAnswer: [''] }, 'mayAnswer'],
    [{ timeoutMs: 1, onTimeout: 'wait' as never }, 'onTimeout'],
    [{ onTimeout: 'skip' }, 'timeoutMs'],
    [{ timeoutMs: 1, onTimeout: 'default' }, 'default'],
    [{ default: 'yes' as never }, 'default'],
    [{ replyNeeded: false, mayAnswer: ['ann'] }, 'mayAnswer'],
  ])('refuses %j when it is made', (options, option) => {
    expect(() => new Instruction('check', 'Look.', options)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringContaining(`option \`${option}\``) }),
    );
  });

  it('fails for a text that is none', async () => {
    const run = new Instruction('check', (() => 7) as never).run(new FakeEnvironment(), {});
    await expect(run).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_INSTRUCTION' });
  });

  it('asks in a rehearsal as it does otherwise', async () => {
    const env = new FakeEnvironment(true);
    await expect(new Instruction('check', 'Look at {host}.').rehearse(env, CONTEXT)).resolves.toBe(true);
    await expect(new Instruction('none', () => null).rehearse(env, {})).resolves.toMatch(/^Nothing to do/);
    expect(env.prompts).toEqual(['Look at db-1.']);
    await expect(new Instruction('check', 'Look.').rehearse(new FakeEnvironment(false), {})).rejects.toMatchObject({
      code: 'AUTOTRAIL_INSTRUCTION_NOT_COMPLETED',
    });
  });

  it('asks in a rehearsal also where its text needs what no step has put into the context', async () => {
    const env = new FakeEnvironment(true);
    await expect(new Instruction('check', 'Look at {host}.').rehearse(env, {})).resolves.toBe(true);
    expect(env.prompts).toEqual([expect.stringMatching(/^This cannot be told in a rehearsal: .*host/)]);
  });

  it('asks for the context that its function reads, and for none otherwise', () => {
    const typed = new Instruction('a', (_, context: { host: string }) => context.host);
    expectTypeOf(typed).toEqualTypeOf<Instruction<{ host: string }>>();
    expectTypeOf(new Instruction('b', 'Look at {host}')).toEqualTypeOf<Instruction<unknown>>();
  });
});
