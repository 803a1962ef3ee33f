import { describe, expect, expectTypeOf, it } from 'vitest';
import { fill } from '../../src/template/template.js';
import {
  makeContextAttributeBasedTemplatingFunction,
  makeSimpleTemplatingFunction,
} from '../../src/template/templating-functions.js';
import { FakeEnvironment } from '../support/fake-environment.js';

describe('makeSimpleTemplatingFunction', () => {
  it('hands its template over unfilled', () => {
    const template = makeSimpleTemplatingFunction('rsync {source}')(new FakeEnvironment(), { source: 'a b' });
    expect(template.text).toBe('rsync {source}');
    expect(fill(template, { source: 'a b' })).toBe('rsync a b');
  });
});

describe('makeContextAttributeBasedTemplatingFunction', () => {
  it('hands its template over unfilled if the attribute is true', () => {
    const env = new FakeEnvironment();
    const template = makeContextAttributeBasedTemplatingFunction('isPrimary', 'stop {host}')(env, { isPrimary: true });
    expect(template?.text).toBe('stop {host}');
    expect(env.outputs).toEqual([]);
  });

  it.each([false, 1, 'true', undefined, null])('answers null if the attribute is %j, and tells the operators', (value) => {
    const env = new FakeEnvironment();
    expect(makeContextAttributeBasedTemplatingFunction('isPrimary', 'stop')(env, { isPrimary: value })).toBeNull();
    expect(env.outputs).toEqual([`Nothing to do: isPrimary is ${typeof value === 'string' ? `'${value}'` : value}, not true.`]);
  });

  it('says nothing where notifyUser is off', () => {
    const env = new FakeEnvironment();
    const templating = makeContextAttributeBasedTemplatingFunction('isPrimary', 'stop', { notifyUser: false });
    expect(templating(env, { isPrimary: false })).toBeNull();
    expect(env.outputs).toEqual([]);
  });

  it('compares with the expected value, arrays and objects by what is in them', () => {
    const env = new FakeEnvironment();
    const byMode = makeContextAttributeBasedTemplatingFunction('mode', 'go', { expectedValue: 'fast' });
    expect(byMode(env, { mode: 'fast' })?.text).toBe('go');
    expect(byMode(env, { mode: 'slow' })).toBeNull();
    expect(env.outputs).toEqual(["Nothing to do: mode is 'slow', not 'fast'."]);
    const byList = makeContextAttributeBasedTemplatingFunction('hosts', 'go', { expectedValue: ['a', { b: 1 }] });
    expect(byList(env, { hosts: ['a', { b: 1 }] })?.text).toBe('go');
    expect(byList(env, { hosts: ['a', { b: 2 }] })).toBeNull();
  });

  it('reads getters of the context’s class', () => {
    class Context {
      get isPrimary(): boolean {
        return true;
      }
    }
    expect(makeContextAttributeBasedTemplatingFunction('isPrimary', 'go')(new FakeEnvironment(), new Context())?.text).toBe('go');
  });

  it('fails if the context has no such attribute', () => {
    const templating = makeContextAttributeBasedTemplatingFunction('isPrimary', 'go');
    expect(() => templating(new FakeEnvironment(), { host: 'a' } as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_MISSING_ATTRIBUTE' }),
    );
  });

  it('asks for a context that has the attribute', () => {
    const templating = makeContextAttributeBasedTemplatingFunction('isPrimary', 'go');
    expectTypeOf(templating).parameter(1).toEqualTypeOf<{ readonly isPrimary: unknown }>();
  });
});
