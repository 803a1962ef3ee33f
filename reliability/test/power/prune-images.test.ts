import { describe, expect, it } from 'vitest';
import { pruneImages } from '../../src/power/prune-images.js';

describe('removing old runs', () => {
  it('leaves each of them as a whole or not at all, wherever the power is cut', async () => {
    const { different, breaches } = await pruneImages();
    expect(breaches).toEqual([]);
    expect(different).toBeGreaterThan(20);
  });
});
