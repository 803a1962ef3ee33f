import { STEP_STATES } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { STATE_STYLES } from '../../src/graph/state-styles.js';

/** The luminance of a colour, as WCAG 2 reckons it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('STATE_STYLES', () => {
  it.each(STEP_STATES)('has a look for %s on which black text can be read', (state) => {
    expect(contrast(STATE_STYLES[state].fill, '#000000')).toBeGreaterThan(7);
  });

  it.each(STEP_STATES)('has a border for %s that is seen on its fill, on white and on near-black', (state) => {
    const { hue, fill } = STATE_STYLES[state];
    for (const ground of [fill, '#ffffff', '#121212']) expect(contrast(hue, ground)).toBeGreaterThan(3);
  });

  it('has a look of its own for each state, also without colours', () => {
    const looks = STEP_STATES.map((state) => `${STATE_STYLES[state].glyph} ${STATE_STYLES[state].border}`);
    expect(new Set(looks).size).toBe(STEP_STATES.length);
  });
});
