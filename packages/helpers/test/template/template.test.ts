import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Names } from '../../src/template/names.js';
import { fill, fillTemplate, isTemplate, makeTemplate } from '../../src/template/template.js';
import { anyText } from '../support/any-text.js';

describe('fillTemplate', () => {
  it('puts attributes of the context in the place of placeholders', () => {
    expect(fillTemplate('{host}:{port} {isUp}', { host: 'db-1', port: 5432, isUp: true })).toBe('db-1:5432 true');
  });

  it('makes braces of doubled braces', () => {
    expect(fillTemplate('{{host}}', { host: 'db-1' })).toBe('{host}');
  });

  it('needs no context without placeholders', () => {
    expect(fillTemplate('plain {{}}')).toBe('plain {}');
    expect(fillTemplate('plain', null)).toBe('plain');
  });

  it('refuses a name that the context has not', () => {
    expect(() => fillTemplate('{hots}', { host: 'a' })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_MISSING_ATTRIBUTE', message: expect.stringContaining('host') }),
    );
  });

  it.each([undefined, null, {}, [], Symbol('x'), () => 1])('refuses a value that is no text: %o', (value) => {
    expect(() => fillTemplate('{a}', { a: value })).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_VALUE' }));
  });

  it('fills once: braces in a value are no placeholders', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(fillTemplate('<{a}|{b}>', { a, b })).toBe(`<${a}|${b}>`);
      }),
    );
    expect(fillTemplate('{a}', { a: '{b} {{ }} $& $1', b: 'x' })).toBe('{b} {{ }} $& $1');
  });
});

describe('makeTemplate', () => {
  it('makes what isTemplate knows, and nothing else is', () => {
    expect(isTemplate(makeTemplate('{a}'))).toBe(true);
    for (const value of ['{a}', { text: '{a}' }, null, undefined, 1]) expect(isTemplate(value)).toBe(false);
  });

  it('is filled from names as from a context, unless it has values of its own', () => {
    const names = new Names({ host: 'db-1' }, { host: 'not this', port: 1, 0: 'not this either' });
    expect(fill(makeTemplate('{host}:{port}'), names)).toBe('db-1:1');
    expect(fill(makeTemplate('{0}', ['a']), names)).toBe('a');
  });

  it('keeps values of its own, which its placeholders name by position', () => {
    expect(fill(makeTemplate('{1}-{0}', ['a', 'b']), { 0: 'x', 1: 'y' })).toBe('b-a');
  });
});
