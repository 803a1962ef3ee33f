import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { split } from 'shlex';
import { describe, expect, it } from 'vitest';
import { completeLine, type Vocabulary } from '../../src/interactive/completion.js';
import { anyText } from '../support/any-text.js';

const vocabulary: Vocabulary = {
  dotCommands: ['pause', 'prompts', 'status'],
  names: () => ['pause', 'pauseBranch', 'trail'],
  membersOf: (name) => (name === 'trail' ? ['pause', 'skip'] : []),
  tags: [
    { n: 0, name: 'deploy', phase: 'after', level: 1, 'two words': true },
    { n: 1, name: "it's", phase: 'before' },
  ],
};

const named = (name: string): Vocabulary => ({ ...vocabulary, tags: [{ n: 0, name }] });

describe('completeLine', () => {
  it.each([
    ['pa', ['pause', 'pauseBranch'], 'pa'],
    ['await pa', ['pause', 'pauseBranch'], 'pa'],
    ['trail.s', ['skip'], 's'],
    ['other.s', [], 's'],
    ["pause({ name: 'd", ["deploy'"], 'd'],
    ['pause({ name: "', ['deploy"', 'it\'s"'], ''],
    ["pause({ name: 'i", ["it\\'s'"], 'i'],
    ["pause({ 'phase': '", ["after'", "before'"], ''],
    ["pause({ 'tw", ["two words'"], 'tw'],
    ["search('dep", ["deploy'"], 'dep'],
    ['pause({ ph', ['phase'], 'ph'],
    ['pause({ phase: "after", l', ['level'], 'l'],
    ['pause({ phase: ', ["'after'", "'before'"], ''],
    ['pause({ level: ', ['1'], ''],
    ["pause({ 'two words': t", ['true'], 't'],
    ['.p', ['.pause', '.prompts'], '.p'],
    ['.pause dep', ['deploy'], 'dep'],
    ['.pause phase=before le', ['level:=1'], 'le'],
    ["'abc\\", [], 'abc\\'],
    ['', ['pause', 'pauseBranch', 'trail'], ''],
  ])('completes %j', (line, hits, typed) => {
    expect(completeLine(line, vocabulary)).toEqual([hits, typed]);
  });

  it.each(["'", '"', '`'])(
    'writes any name between %s so that it is read as that name, on one line without control characters',
    (quote) => {
      const property = fc.property(anyText, (name) => {
        const [[hit = '']] = completeLine(`pause({ name: ${quote}`, named(name));
        expect(runInNewContext(quote + hit)).toBe(name);
        expect(hit).not.toMatch(/\p{Cc}/u);
      });
      fc.assert(property);
    },
  );

  it('writes any name without control characters as one word of a dot command', () => {
    const names = fc.string({ minLength: 1 });
    const property = fc.property(names, (name) => {
      expect(split(completeLine('.pause ', named(name))[0][0] ?? '')).toEqual([name]);
    });
    fc.assert(property);
  });

  it('answers hits that begin with what is typed, for any line', () => {
    fc.assert(
      fc.property(anyText, (line) => {
        const [hits, typed] = completeLine(line, vocabulary);
        return line.endsWith(typed) && hits.every((hit) => hit.startsWith(typed));
      }),
    );
  });
});
