import { type Environment, Step } from '@autotrail/layer1';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ShellCommand } from '../src/command/shell-command.js';
import { createConditionalStep } from '../src/conditional-step.js';

describe('createConditionalStep', () => {
  it('makes a step that does not pause on failure and then skips its branch', () => {
    const step = createConditionalStep(new ShellCommand('is up', 'true'), { phase: 'check' }, { graceMs: 5 });
    expect(Step.is(step)).toBe(true);
    expect(step.tags).toEqual({ name: 'is up', phase: 'check' });
    expect(step.options).toEqual({ pauseOnFail: false, skipProgenyOnFailure: true, graceMs: 5 });
  });

  it('lets nothing take that away', () => {
    const options = { pauseOnFail: true, skipProgenyOnFailure: false } as object;
    expect(createConditionalStep(() => {}, { name: 'a' }, options).options).toEqual({
      pauseOnFail: false,
      skipProgenyOnFailure: true,
    });
  });

  it('refuses what is no action', () => {
    expect(() => createConditionalStep('ls' as never)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_STEP' }));
  });

  it('keeps the types of context and tags', () => {
    const step = createConditionalStep((_: Environment, context: { up: boolean }) => context.up, { name: 'a', size: 1 });
    expectTypeOf(step).toEqualTypeOf<Step<{ up: boolean }, { readonly name: 'a'; readonly size: 1 }>>();
  });
});
