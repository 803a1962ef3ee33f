import { describe, expect, it } from 'vitest';
import { sabotaged } from '../../src/power/saboteurs.js';
import { serverImages } from '../../src/power/server-images.js';

describe('a server after a power cut', () => {
  it('knows every command it has acknowledged, starts no attempt twice, and goes on (invariants 10, 14, 22, 26)', async () => {
    const { different, breaches } = await serverImages({ every: 40 });
    expect(breaches).toEqual([]);
    expect(different).toBeGreaterThan(500);
  });

  it('is found to have lost commands where nothing is synced', async () => {
    const { breaches } = await serverImages({ every: 400, sabotage: (disk) => sabotaged(disk, 'no sync') });
    expect(breaches.join('\n')).toMatch(/acknowledged and lost/);
  });
});
