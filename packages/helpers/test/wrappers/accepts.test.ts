import { describe, expect, expectTypeOf, it } from 'vitest';
import { acceptsContext, acceptsEnvironment, acceptsNothing } from '../../src/wrappers/accepts.js';
import { FakeEnvironment } from '../support/fake-environment.js';

const env = new FakeEnvironment();
const context = { host: 'db-1' };
/** What a function was given, each argument as it came. */
function record(...given: unknown[]): string {
  seen.push(given);
  return 'done';
}
const seen: unknown[][] = [];

describe('acceptsContext, acceptsEnvironment, acceptsNothing', () => {
  it.each([
    ['the context', acceptsContext(record), [context]],
    ['the environment', acceptsEnvironment(record), [env]],
    ['nothing', acceptsNothing(record), []],
  ])('hands over %s and nothing else, and answers what the function returns', (_what, action, expected) => {
    expect(action(env, context)).toBe('done');
    expect(seen.pop()).toEqual(expected);
    expect(action.name).toBe('record');
  });

  it.each([acceptsContext, acceptsEnvironment, acceptsNothing])('%o refuses what is no function', (wrap) => {
    expect(() => wrap('text' as never)).toThrow(`Expected option \`fn\` of ${wrap.name} to be a function, got 'text'.`);
    expect(() => wrap(undefined as never)).toThrow('to be a function, got null.');
  });

  it('asks for the context that the function asks for', () => {
    const action = acceptsContext(({ host }: { host: string }) => host);
    expectTypeOf(action).parameter(1).toEqualTypeOf<{ host: string }>();
    expectTypeOf(acceptsNothing(() => null))
      .parameter(1)
      .toEqualTypeOf<unknown>();
  });
});
