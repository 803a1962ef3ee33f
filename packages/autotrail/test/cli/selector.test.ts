import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSelectorOptions, describeSelector, readSelector, readTag, tagText } from '../../src/cli/selector.js';

function selected(...args: readonly string[]): object {
  const command = new Command();
  addSelectorOptions(command);
  command.parse(args, { from: 'user' });
  return readSelector(command);
}

const usage = expect.objectContaining({ code: 'AUTOTRAIL_USAGE' });

describe('readSelector', () => {
  it('is empty where nothing is chosen', () => {
    expect(selected()).toEqual({});
  });

  it('joins everything that is chosen', () => {
    expect(selected('-n', '3', '--name', 'deploy', '--tag', 'a=1', '--tag', 'b:=1')).toEqual({
      n: 3,
      name: 'deploy',
      a: '1',
      b: 1,
    });
  });

  it.each([
    [['-n', 'three']],
    [['-n', '-1']],
    [['-n', '1.5']],
    [['-n', '']],
    [['--tag', 'phase']],
    [['--tag', '=x']],
    [['--tag', 'a=1', '--tag', 'a=2']],
    [['--tag', 'a=1', '--tag', 'a:=1']],
    [['--name', 'x', '--tag', 'name=y']],
    [['--tag', 'a:=[1]']],
    [['--tag', 'a:=null']],
    [['--tag', 'a:=yes']],
  ])('refuses %j', (args) => {
    expect(() => selected(...args)).toThrow(usage);
  });

  it('takes the same tag given twice', () => {
    expect(selected('--tag', 'a=1', '--tag', 'a=1')).toEqual({ a: '1' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s as a key like any other', (key) => {
    const selector = selected('--tag', `${key}=x`);
    expect(Object.entries(selector)).toEqual([[key, 'x']]);
    expect(Object.getPrototypeOf(selector)).toBe(Object.prototype);
  });
});

describe('readTag', () => {
  it('keeps every = and : of a text', () => {
    expect(readTag('url=http://a?b=c:=d')).toEqual(['url', 'http://a?b=c:=d']);
    expect(readTag('text=')).toEqual(['text', '']);
    expect(readTag('a:="b"')).toEqual(['a', 'b']);
  });

  it('reads back what tagText writes', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !text.includes('=') && !text.endsWith(':'));
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(key, value, (name, given) => {
        const [readName, read] = readTag(tagText([name, given]));
        expect(readName).toBe(name);
        // JSON knows no -0.
        expect(read).toBe(typeof given === 'number' ? given + 0 : given);
      }),
    );
  });
});

describe('describeSelector', () => {
  it('says what was chosen as it could have been typed', () => {
    expect(describeSelector({ n: 3, phase: 'before' })).toBe('n:=3 phase=before');
    expect(describeSelector({})).toBe('anything');
  });
});
