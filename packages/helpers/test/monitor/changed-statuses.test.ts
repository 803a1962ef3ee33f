import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChangedStatuses } from '../../src/monitor/changed-statuses.js';

describe('ChangedStatuses', () => {
  it('picks out what is new or differs, and what comes again', () => {
    const changes = new ChangedStatuses();
    const [a, b] = [
      { n: 0, state: 'Running', tags: { k: 1 } },
      { n: 1, state: 'Running', tags: { k: 1 } },
    ];
    expect(changes.among([a, b])).toEqual([a, b]);
    expect(changes.among([{ ...a }, { ...b, tags: { k: 2 } }])).toEqual([{ ...b, tags: { k: 2 } }]);
    expect(changes.among([a])).toEqual([]);
    expect(changes.among([a, { ...b, tags: { k: 2 } }])).toEqual([{ ...b, tags: { k: 2 } }]);
  });

  it('picks out nothing the second time, whatever the statuses are', () => {
    const statuses = fc.uniqueArray(fc.record({ n: fc.nat(20), value: fc.jsonValue() }), { selector: ({ n }) => n });
    fc.assert(
      fc.property(statuses, (list) => {
        const changes = new ChangedStatuses();
        expect(changes.among(list)).toEqual(list);
        expect(changes.among(structuredClone(list))).toEqual([]);
      }),
    );
  });
});
