import { describe, expect, it } from 'vitest';
import { limitText } from '../../src/words/limit-text.js';

describe('limitText', () => {
  it.each([
    [{ tags: { region: 'eu' }, most: 1 }, 'at most 1 at a time of region=eu'],
    [{ tags: { region: 'eu west', level: 2 }, most: 3 }, "at most 3 at a time of 'region=eu west' level:=2"],
    [{ tags: {}, most: null }, 'any number at a time of all steps'],
  ])('tells %j', (limit, text) => {
    expect(limitText(limit)).toBe(text);
  });
});
