import { describe, expect, it } from 'vitest';
import { faultRuns } from '../../src/faults/fault-runs.js';
import { sabotaged } from '../../src/power/saboteurs.js';

describe('a disk that fails', () => {
  it('has no server acknowledge what was not kept, wherever it fails (invariants 10, 14, 28)', async () => {
    const result = await faultRuns({ modes: ['EIO', 'short write'] });
    expect(result.breaches).toEqual([]);
    expect(result.operations).toBeGreaterThanOrEqual(10);
    expect(result.acknowledged).toBeGreaterThan(result.runs);
    expect([...result.refused.keys()]).toContain('AUTOTRAIL_JOURNAL_REFUSED');
  }, 120_000);

  it('is found to have lost commands where a failed sync is tried again', async () => {
    const { breaches } = await faultRuns({ modes: ['EIO'], sabotage: (disk) => sabotaged(disk, 'retry a failed sync') });
    expect(breaches.join('\n')).toMatch(/acknowledged and lost/);
  });

  it('is found to have spoilt the journal where a refused write is not cut back', async () => {
    const { breaches } = await faultRuns({ modes: ['short write'], sabotage: (disk) => sabotaged(disk, 'no cut-back') });
    expect(breaches.join('\n')).toMatch(/cannot be read/);
  });
});
