import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTypedAnswer } from '../../src/cli/typed-answer.js';

const anything = async () => true;
const nothing = async () => false;

describe('readTypedAnswer', () => {
  it('leaves a text as it is where the prompt takes that', async () => {
    const property = fc.asyncProperty(fc.string(), async (text) => {
      expect(await readTypedAnswer(text, [], anything)).toBe(text);
    });
    await fc.assert(property);
  });

  it('reads JSON where the prompt does not take the text', async () => {
    const property = fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(JSON.stringify(await readTypedAnswer(JSON.stringify(value), [], nothing))).toBe(JSON.stringify(value));
    });
    await fc.assert(property);
    expect(await readTypedAnswer('none of it', [], nothing)).toBe('none of it');
  });

  it.each([
    ['go', ['go', 'stop'], 'go'],
    ['"go"', ['go', 'stop'], 'go'],
    ['1', ['1', 1], '1'],
    ['1', [1, '1'], 1],
    ['{ "b": 2, "a": 1 }', [{ a: 1, b: 2 }], { a: 1, b: 2 }],
    ['YES', [true, false], true],
    ['n', [true, false], false],
    ['yes', [true, 'maybe'], 'yes'],
    ['yes', ['yes', true], 'yes'],
    ['7', [1, 2], '7'],
    ['null', [1, null], null],
  ])('reads %j among %j as %j', async (text, choices, value) => {
    expect(await readTypedAnswer(text, choices, nothing)).toEqual(value);
  });
});
