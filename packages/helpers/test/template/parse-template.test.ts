import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../src/template/parse-template.js';
import { anyText } from '../support/any-text.js';

describe('parseTemplate', () => {
  it('takes text and placeholders apart', () => {
    expect(parseTemplate('a {b} c{d}')).toEqual(['a ', { name: 'b' }, ' c', { name: 'd' }]);
  });

  it('takes names with digits, underscores, dollars, hyphens and letters of any language', () => {
    expect(parseTemplate('{a_1}{$x}{db-host}{größe}{0}')).toEqual(
      ['a_1', '$x', 'db-host', 'größe', '0'].map((name) => ({ name })),
    );
  });

  it('takes doubled braces for braces, also around a placeholder', () => {
    expect(
      parseTemplate('{{{a}}}')
        .map((piece) => (typeof piece === 'string' ? piece : piece.name))
        .join('|'),
    ).toBe('{|a|}');
    expect(parseTemplate('{{a}}').join('')).toBe('{a}');
  });

  it('answers nothing for an empty template', () => {
    expect(parseTemplate('')).toEqual([]);
  });

  it.each(['{', '}', 'a { b }', '{}', '{a', 'a}', '{a b}', '{a.b}', '{a:>4}', '{"a": 1}', '{{}'])(
    'refuses the lone brace of %j',
    (template) => {
      expect(() => parseTemplate(template)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_TEMPLATE' }));
    },
  );

  it('gives back any text whose braces are doubled', () => {
    fc.assert(fc.property(anyText, (text) => parseTemplate(text.replace(/[{}]/g, '$&$&')).join('') === text));
  });
});
