import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, textWidth } from '../../src/cli/text-width.js';

const text = fc.string({ unit: fc.constantFrom('a', ' ', 'é', 'e\u0301', '世', '🚀', '👩‍👩‍👧', 'ｱ', 'Ａ') });

describe('textWidth', () => {
  it.each([
    ['', 0],
    ['deploy', 6],
    ['e\u0301a', 2],
    ['世界', 4],
    ['🚀', 2],
    ['👩‍👩‍👧!', 3],
  ])('counts the columns of %j', (shown, width) => {
    expect(textWidth(shown)).toBe(width);
  });
});

describe('cutText', () => {
  it('leaves a text that has room, and marks a cut', () => {
    expect(cutText('deploy', 6)).toBe('deploy');
    expect(cutText('deploy', 5)).toBe('depl…');
    expect(cutText('世界世界', 4)).toBe('世…');
    expect(cutText('deploy', 1)).toBe('…');
    expect(cutText('deploy', 0)).toBe('');
  });

  it('never takes more columns than there are, and keeps the beginning of the text', () => {
    fc.assert(
      fc.property(text, fc.nat(12), (long, columns) => {
        const cut = cutText(long, columns);
        expect(textWidth(cut)).toBeLessThanOrEqual(columns);
        if (cut !== long) expect(long.startsWith(cut.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});
