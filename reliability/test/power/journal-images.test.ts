import { describe, expect, it } from 'vitest';
import { journalImages } from '../../src/power/journal-images.js';
import { type Sabotage, sabotaged } from '../../src/power/saboteurs.js';

describe('a journal after a power cut', () => {
  it('has kept every record it said it has, and goes on, on every disk that may be found (invariants 10, 27)', async () => {
    const { images, different, breaches } = await journalImages({ seed: 1, owners: 3, appends: 10 });
    expect(breaches).toEqual([]);
    expect(images).toBeGreaterThan(10_000);
    expect(different).toBeGreaterThan(5_000);
  });

  it.each<[Sabotage, RegExp]>([
    ['no sync', /records were kept, \d+ are there/],
    ['no folder sync', /records were kept, 0 are there/],
    ['acknowledge before write', /records were kept, \d+ are there|the session itself/],
    ['no cut-back', /of the journal/],
  ])('is found to have lost something with a disk that makes it %s', async (sabotage, breach) => {
    const { breaches } = await journalImages({ seed: 1, owners: 2, appends: 8, sabotage: (disk) => sabotaged(disk, sabotage) });
    expect(breaches.join('\n')).toMatch(breach);
  });
});
