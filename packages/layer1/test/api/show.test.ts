import { describe, expect, it } from 'vitest';
import { show } from '../../src/api/show.js';

describe('show', () => {
  it('shows a text as it is and anything else as JSON', () => {
    expect(show('a "text"')).toBe('a "text"');
    expect(show([1, { a: null }])).toBe('[1,{"a":null}]');
    expect(show(null)).toBe('null');
    expect(show(undefined)).toBe('nothing');
  });

  it('cuts what is longer than 100 characters, and says so', () => {
    expect(show('x'.repeat(100))).toBe('x'.repeat(100));
    expect(show('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
    expect(show(Array(1_000).fill('x'))).toHaveLength(101);
  });
});
