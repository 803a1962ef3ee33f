import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf, wrap } from '../../src/graph/label.js';
import { anyText } from '../support/any-text.js';

describe('wrap', () => {
  it('breaks after a blank', () => {
    expect(wrap('Check that nobody is deploying at the moment')).toEqual(['Check that nobody is ', 'deploying at the moment']);
  });

  it('breaks a word that is too long after a sign, or else where it must', () => {
    expect(wrap('kubectl --context=production-eu-west-1')).toEqual(['kubectl --context=', 'production-eu-west-1']);
    expect(wrap('x'.repeat(40))).toEqual(['x'.repeat(25), 'x'.repeat(15)]);
  });

  it('keeps together what is one character to people', () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
    expect(wrap(family.repeat(30)).every((line) => line.split(family).join('') === '')).toBe(true);
  });

  it('loses nothing of any text, in lines of which none is too wide or empty', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = wrap(text);
        expect(lines.join('')).toBe(text);
        expect(lines.filter((line) => line === '' && text !== '')).toEqual([]);
        const tooWide = lines.filter(
          (line) => widthOf(line.trimEnd()) > 230 && [...new Intl.Segmenter().segment(line)].length > 1,
        );
        expect(tooWide).toEqual([]);
      }),
    );
  });
});

describe('widthOf', () => {
  it('reckons wide characters wider than narrow ones', () => {
    const widths = ['il', 'ab', 'AB', 'WM', '数据'].map(widthOf);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widthOf('e\u0301')).toBe(widthOf('e'));
  });
});
