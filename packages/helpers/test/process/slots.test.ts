import { Deferred } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/process/slots.js';

describe('Slots', () => {
  it('lets no more through than there are, in their order, and goes on where work fails', async () => {
    const works = fc.array(fc.record({ turns: fc.nat(3), fails: fc.boolean() }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), works, async (count, given) => {
        const slots = new Slots(count);
        const begun: number[] = [];
        let [running, most] = [0, 0];
        const run = (id: number): Promise<number> =>
          slots.run(async () => {
            begun.push(id);
            running += 1;
            most = Math.max(most, running);
            for (let turn = 0; turn < (given[id]?.turns ?? 0); turn++) await Promise.resolve();
            running -= 1;
            if (given[id]?.fails) throw new Error('failed');
            return id;
          });
        const settled = await Promise.allSettled(given.map((_, id) => run(id)));
        expect(settled.map(({ status }) => status === 'rejected')).toEqual(given.map(({ fails }) => fails));
        expect(begun).toEqual(given.map((_, id) => id));
        expect(most).toBeLessThanOrEqual(count);
      }),
      { seed: 7 },
    );
  });

  it('uses all there are at the same time', async () => {
    const slots = new Slots(2);
    const [first, second] = [new Deferred<void>(), new Deferred<void>()];
    const meet = (mine: Deferred<void>, other: Deferred<void>) => (): Promise<void> => {
      other.resolve();
      return mine.promise;
    };
    const both = Promise.all([slots.run(meet(first, second)), slots.run(meet(second, first))]);
    await expect(both).resolves.toHaveLength(2);
  });
});
