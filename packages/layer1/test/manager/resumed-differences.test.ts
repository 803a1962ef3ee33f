import { describe, expect, it } from 'vitest';
import { openOwner } from '../support/owners.js';
import { type OptionsByName, trailOf } from '../support/trails.js';

const GRAPH = [['a', 'b'], ['c']] as const;

/** What an owner leaves behind under whom `a` and `c` run. */
async function lostWhileRunning(options: OptionsByName = {}) {
  const first = await openOwner(trailOf(GRAPH, options));
  await first.ask('start');
  return first.records();
}

describe('A trail that another server goes on with', () => {
  it('says what differs in policies', async () => {
    const owner = await openOwner(trailOf(GRAPH, { b: { graceMs: 3 } }), await lostWhileRunning());
    const policies = ['graceMs of step 2 (b) was 10000 and is 3'];
    expect((await owner.records()).at(-1)?.event).toMatchObject({ type: 'resumed', policies });
  });

  it('says what differs in the limits it was defined with, and not what an operator has set since', async () => {
    const limited = (most: number) => trailOf(GRAPH, {}, { limits: [{ tags: {}, most }] });
    const first = await openOwner(limited(3));
    await first.ask('set_limit', { tags: {}, most: 7 });
    const same = await openOwner(limited(3), await first.records());
    expect((await same.records()).at(-1)?.event).toMatchObject({ type: 'resumed', policies: [] });
    const other = await openOwner(limited(4), await first.records());
    const policies = ['the limits were [{"tags":{},"most":3}] and are [{"tags":{},"most":4}]'];
    expect((await other.records()).at(-1)?.event).toMatchObject({ type: 'resumed', policies });
  });
});
