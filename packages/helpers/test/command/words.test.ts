import fc from 'fast-check';
import { join } from 'shlex';
import { describe, expect, it } from 'vitest';
import { fillWords, parseWords, splitWords } from '../../src/command/words.js';
import { makeTemplate } from '../../src/template/template.js';
import { anyText } from '../support/any-text.js';

describe('splitWords', () => {
  it('splits as a shell would, and expands nothing', () => {
    expect(splitWords(`a  "b c" 'd "e"' f\\ g $HOME * ~ "" #h | i`)).toEqual([
      ...['a', 'b c', 'd "e"', 'f g', '$HOME', '*', '~', '', '#h', '|', 'i'],
    ]);
    expect(splitWords(' \n')).toEqual([]);
  });

  it.each(['a "b', "it's", 'a \\'])('refuses what is not closed: %j', (text) => {
    expect(() => splitWords(text)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_COMMAND' }));
  });

  it('gives back what was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWords(join(words))).toEqual(words);
      }),
    );
  });
});

describe('parseWords', () => {
  it('splits before it looks for placeholders, in quotes too', () => {
    expect(parseWords('a{b} "c {d}"')).toEqual([
      ['a', { name: 'b' }],
      ['c ', { name: 'd' }],
    ]);
  });
});

describe('fillWords', () => {
  it('makes a value one argument or part of one, whatever is in it', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(fillWords(makeTemplate('p {v} "{v} {v}" --o={v}'), { v: value })).toEqual([
          ...['p', value, `${value} ${value}`, `--o=${value}`],
        ]);
      }),
    );
  });

  it('refuses an array of the context: an attribute is one argument', () => {
    expect(() => fillWords(makeTemplate('ls {files}'), { files: ['a', 'b'] })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_VALUE' }),
    );
  });
});
