import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWords } from '../../src/cli/shell-word.js';

describe('shellWords', () => {
  it('leaves plain words plain', () => {
    expect(shellWords(['autotrail', '--trail', 'release'])).toBe('autotrail --trail release');
    expect(shellWords(['node', 'my release.js', "it's"])).toBe(`node 'my release.js' 'it'\\''s'`);
  });

  it('has a real shell read exactly the words it was given', () => {
    const word = fc.string({ unit: fc.constantFrom(...'ab -\'"`$\\!*?~#&|;<>(){}[]\n\té世') });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const read = execFileSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`], { encoding: 'utf8' });
        expect(read.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 20 },
    );
  });
});
