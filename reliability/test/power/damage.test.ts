import { describe, expect, it } from 'vitest';
import { everyBitFlip, everyTruncation, referenceJournal } from '../../src/power/damage.js';

describe('a damaged journal', () => {
  it('is read up to its last whole line wherever its end is missing (invariant 27)', async () => {
    const { images, breaches } = await everyTruncation(await referenceJournal(2, 30));
    expect(breaches).toEqual([]);
    expect(images).toBeGreaterThan(4_000);
  });

  it('is refused at the line in which any one bit is not as it was written (invariant 27)', async () => {
    const { images, breaches } = await everyBitFlip(await referenceJournal(3, 12));
    expect(breaches).toEqual([]);
    expect(images).toBeGreaterThan(10_000);
  });
});
