import { describe, expect, it } from 'vitest';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();
const CONDITION = { options: { pauseOnFail: false, skipProgenyOnFailure: true } };

//   condition --> guarded --> join --> last
//   other ----------------->
const JOIN = [
  ['condition', 'guarded'],
  ['guarded', 'join'],
  ['other', 'join'],
  ['join', 'last'],
];

async function trail(pairs: string[][]): Promise<Rig> {
  return Rig.of(host, { pairs, steps: { condition: CONDITION } });
}

describe('a conditional step that fails', () => {
  it('skips its branch, and the join below runs when its other parents are done afterwards', async () => {
    const rig = await trail(JOIN);
    await rig.client.start();
    await rig.tell('condition', 'fail');
    await rig.until('guarded', 'Skipped');
    expect(await rig.states()).toMatchObject({ condition: 'Failed', join: 'Waiting' });
    await rig.tell('other', 'succeed');
    await rig.until('join', 'Running');
    expect(await rig.status('guarded')).toMatchObject({ cause: 'condition', attempt: 0 });
  });

  it('skips its branch, and the join below runs when its other parents were done before', async () => {
    const rig = await trail(JOIN);
    await rig.client.start();
    await rig.tell('other', 'succeed');
    await rig.until('other', 'Succeeded');
    await rig.tell('condition', 'fail');
    await rig.until('join', 'Running');
    expect(await rig.states()).toEqual({
      condition: 'Failed',
      guarded: 'Skipped',
      other: 'Succeeded',
      join: 'Running',
      last: 'Waiting',
    });
  });

  it.each(['before', 'afterwards'])('lets a join run of which it is itself a parent, the other one done %s', async (when) => {
    const rig = await trail([
      ['condition', 'join'],
      ['other', 'join'],
    ]);
    await rig.client.start();
    const orders = [
      ['condition', 'fail', 'Failed'],
      ['other', 'succeed', 'Succeeded'],
    ] as const;
    for (const [name, order, state] of when === 'before' ? orders.toReversed() : orders) {
      await rig.tell(name, order);
      await rig.until(name, state);
    }
    await rig.until('join', 'Running');
  });

  it('lets a join run all of whose branches were skipped', async () => {
    const rig = await Rig.of(host, {
      pairs: [
        ['first', 'a'],
        ['a', 'join'],
        ['second', 'b'],
        ['b', 'join'],
      ],
      steps: { first: CONDITION, second: CONDITION },
    });
    await rig.client.start();
    await rig.tell('first', 'fail');
    await rig.tell('second', 'fail');
    await rig.until('join', 'Running');
  });

  it('skips what is marked to pause or to skip, and blocks what is marked to block', async () => {
    const rig = await trail([
      ['condition', 'paused'],
      ['condition', 'skipped'],
      ['condition', 'blocked'],
      ['condition', 'waiting'],
    ]);
    await rig.client.pause({ name: 'paused' });
    await rig.client.skip({ name: 'skipped' });
    await rig.client.block({ name: 'blocked' });
    await rig.client.start();
    await rig.tell('condition', 'fail');
    expect(await rig.client.wait()).toMatchObject({ outcome: 'finished' });
    expect(await rig.states()).toEqual({
      condition: 'Failed',
      paused: 'Skipped',
      skipped: 'Skipped',
      blocked: 'Blocked',
      waiting: 'Skipped',
    });
  });

  it('pauses instead, and skips nothing, when an operator has asked for it', async () => {
    const rig = await trail(JOIN);
    await rig.client.setPauseOnFail({ name: 'condition' });
    await rig.client.start();
    await rig.tell('condition', 'fail');
    await rig.until('condition', 'Paused due to failure');
    expect(await rig.states()).toMatchObject({ guarded: 'Waiting', join: 'Waiting' });
  });

  it('skips nothing when it succeeds', async () => {
    const rig = await trail(JOIN);
    await rig.client.start();
    await rig.tell('condition', 'succeed');
    await rig.until('guarded', 'Running');
  });
});
