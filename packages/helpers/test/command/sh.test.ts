import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sh } from '../../src/command/sh.js';
import { fillWords } from '../../src/command/words.js';
import { anyText } from '../support/any-text.js';

const words = (template: ReturnType<typeof sh>) => fillWords(template, undefined);

describe('sh', () => {
  it('splits its text into words as a shell would', () => {
    expect(words(sh`rsync -a "two words" 'three of them' a\ b`)).toEqual(['rsync', '-a', 'two words', 'three of them', 'a b']);
  });

  it('makes each value one argument, or part of one', () => {
    const value = 'a b"\'; $(x)';
    expect(words(sh`cp ${value} --to=${value}.bak "x ${value} y"`)).toEqual(['cp', value, `--to=${value}.bak`, `x ${value} y`]);
  });

  it('makes any value exactly one argument', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(words(sh`x ${value} y`)).toEqual(['x', value, 'y']);
      }),
    );
  });

  it('makes an array that stands alone several arguments, and an empty one none', () => {
    expect(words(sh`ls ${['a b', 'c', 1]} ${[]} -l`)).toEqual(['ls', 'a b', 'c', '1', '-l']);
    expect(words(sh`ls "${['a b', 'c']}"`)).toEqual(['ls', 'a b', 'c']);
  });

  it.each([[[undefined]], [[['a', ['b']]]], [[{}]], [[null]]])('refuses the value %j, which is no text', ([value]) => {
    expect(() => words(sh`ls ${value}`)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_VALUE' }));
  });

  it('refuses an array that is part of an argument', () => {
    expect(() => words(sh`ls --all=${['a', 'b']}`)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_VALUE' }));
  });

  it('takes braces for braces', () => {
    expect(words(sh`find . -exec ls {} {{ {0} ${'{0}'}`)).toEqual(['find', '.', '-exec', 'ls', '{}', '{{', '{0}', '{0}']);
  });

  it('leaves backslashes to the command, but for those that JavaScript needs', () => {
    expect(words(sh`printf '%s\n\t\\' '\${HOME} \`x\` \$HOME'`)).toEqual(['printf', '%s\\n\\t\\\\', `\${HOME} \`x\` \\$HOME`]);
  });
});
