import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerHint, choiceOf, typedChoice } from '../../src/interactive/answer-hint.js';

const anyText = fc.string({ unit: 'binary-ascii' });
/** As they come over the wire: JSON has no -0. */
const anyChoice = fc
  .oneof(anyText, fc.constantFrom('1', 'true', 'null', '"a"', ' a'), fc.jsonValue())
  .map((value): JsonValue => JSON.parse(JSON.stringify(value)));

describe('choiceOf', () => {
  it.each([
    ['green', ['blue', 'green'], 'green'],
    ['"green"', ['blue', 'green'], 'green'],
    ['1', ['1', 1], 1],
    ['"1"', [1, '1'], '1'],
    ['1', ['1'], '1'],
    ['{"b":2,"a":1}', [{ a: 1, b: 2 }], { a: 1, b: 2 }],
    ['null', [true, null], null],
    ['red', ['blue', 'green'], undefined],
    ['1', [], undefined],
  ])('reads %j among %j as %j', (text, choices: readonly JsonValue[], choice) => {
    expect(choiceOf(text, choices)).toEqual(choice);
  });
});

describe('answerHint', () => {
  it('shows what can be typed where any answer is taken', () => {
    expect(answerHint({ id: '0.1.1' })).toBe('.reply 0.1.1 <value>');
  });

  it('shows a call that says who answers where only some may', () => {
    const hint = answerHint({ id: '0.1.1', choices: ['a', 2], mayAnswer: ['ann', "bo'b"] });
    expect(hint).toBe(`reply("0.1.1", "a", { actor: "ann" })  (or 2; or "bo'b")`);
  });
});

describe('typedChoice', () => {
  it('is for any choice, among any others, what means that choice, and can be typed', () => {
    const choices = fc.uniqueArray(anyChoice, { minLength: 1, comparator: isDeepStrictEqual });
    const property = fc.property(choices, (all) => {
      for (const choice of all) {
        const typed = typedChoice(choice, all);
        expect(choiceOf(typed.trim(), all)).toEqual(choice);
        expect(typed).not.toMatch(/\p{Cc}/u);
      }
    });
    fc.assert(property);
  });
});
