import { getEventListeners } from 'node:events';
import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Subscriptions } from '../../src/manager/subscriptions.js';
import type { JournalRecord } from '../../src/ports/journal.js';
import { HandPeer } from '../support/manager-ports.js';

function record(revision: number): JournalRecord {
  return { revision, epoch: 1, at: 0, event: { type: 'shutdown' }, changes: [] };
}

/** What was pushed, as revisions and gaps. */
function given({ pushed }: HandPeer): readonly string[] {
  return pushed.map((event: JsonValue) => {
    const { revision, gap } = event as { revision?: number; gap?: { from: number; to: number } };
    return gap === undefined ? `${revision}` : `${gap.from}-${gap.to} missed`;
  });
}

describe('a subscriber', () => {
  it('is pushed every record after the revision it subscribed at, under the name `events`', () => {
    const subscriptions = new Subscriptions();
    const names: JsonValue[] = [];
    const peer = new HandPeer();
    const push = peer.push.bind(peer);
    peer.push = (name, event) => {
      names.push(name);
      return push(name, event);
    };
    subscriptions.add(peer, 2);
    for (const revision of [1, 2, 3, 4]) subscriptions.publish(record(revision));
    expect(peer.pushed).toEqual([record(3), record(4)]);
    expect(names).toEqual(['events', 'events']);
  });

  it('is one subscriber, however often it subscribes: it goes on where it is', () => {
    const subscriptions = new Subscriptions();
    const peer = new HandPeer();
    subscriptions.add(peer, 0);
    subscriptions.publish(record(1));
    subscriptions.add(peer, 5);
    subscriptions.add(peer, 0);
    subscriptions.publish(record(2));
    expect(given(peer)).toEqual(['1', '2']);
    expect(getEventListeners(peer.gone, 'abort')).toHaveLength(1);
  });

  it('that does not read is told what it missed as soon as it reads again, and goes on', () => {
    const subscriptions = new Subscriptions();
    const [slow, quick] = [new HandPeer(), new HandPeer()];
    subscriptions.add(slow, 0);
    subscriptions.add(quick, 0);
    let isReading = true;
    slow.hasRoom = () => isReading;
    subscriptions.publish(record(1));
    isReading = false;
    for (const revision of [2, 3, 4]) subscriptions.publish(record(revision));
    isReading = true;
    for (const revision of [5, 6]) subscriptions.publish(record(revision));
    expect(given(slow)).toEqual(['1', '2-4 missed', '5', '6']);
    expect(given(quick)).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('that takes the gap but not the record after it misses that one next', () => {
    const subscriptions = new Subscriptions();
    const peer = new HandPeer();
    subscriptions.add(peer, 0);
    const room = [false, true, false, true, true];
    peer.hasRoom = () => room.shift() ?? true;
    for (const revision of [1, 2, 3]) subscriptions.publish(record(revision));
    expect(given(peer)).toEqual(['1-1 missed', '2-2 missed', '3']);
  });

  it('that missed the very last records is told so when it has read again, once, and needs no other record for it', () => {
    const subscriptions = new Subscriptions();
    const peer = new HandPeer();
    subscriptions.add(peer, 0);
    let isReading = false;
    peer.hasRoom = () => isReading;
    for (const revision of [1, 2, 3]) subscriptions.publish(record(revision));
    // It has read, but is sent something else before it is told.
    peer.drain();
    expect(given(peer)).toEqual([]);
    isReading = true;
    peer.drain();
    peer.drain();
    expect(given(peer)).toEqual(['1-3 missed']);
    subscriptions.publish(record(4));
    expect(given(peer)).toEqual(['1-3 missed', '4']);
  });

  it('that read again before it could be told, and got the next record, is told nothing twice', () => {
    const subscriptions = new Subscriptions();
    const peer = new HandPeer();
    subscriptions.add(peer, 0);
    const room = [false];
    peer.hasRoom = () => room.shift() ?? true;
    for (const revision of [1, 2]) subscriptions.publish(record(revision));
    peer.drain();
    expect(given(peer)).toEqual(['1-1 missed', '2']);
  });

  it('that has gone is forgotten, and one that was gone before is never taken', () => {
    const subscriptions = new Subscriptions();
    const [leaving, gone] = [new HandPeer(), new HandPeer()];
    subscriptions.add(leaving, 0);
    leaving.leave();
    gone.leave();
    subscriptions.add(gone, 0);
    let pushes = 0;
    for (const peer of [leaving, gone]) {
      peer.hasRoom = () => {
        pushes += 1;
        return true;
      };
    }
    subscriptions.publish(record(1));
    expect(pushes).toBe(0);
  });

  it('is given each revision once and in order, as a record or inside one gap, however it reads', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.array(fc.boolean(), { maxLength: 60 }), fc.array(fc.nat(60)), (subscribedAt, room, drains) => {
        const subscriptions = new Subscriptions();
        const peer = new HandPeer();
        const left = room.slice();
        peer.hasRoom = () => left.shift() ?? true;
        subscriptions.add(peer, subscribedAt);
        const last = room.length;
        for (let revision = 1; revision <= last; revision++) {
          subscriptions.publish(record(revision));
          if (drains.includes(revision)) peer.drain();
        }
        // It reads in the end, so that what was missed is told.
        left.length = 0;
        peer.drain();
        let next = subscribedAt + 1;
        for (const event of peer.pushed) {
          const { revision, gap } = event as unknown as { revision?: number; gap?: { from: number; to: number } };
          expect(gap?.from ?? revision).toBe(next);
          next = (gap?.to ?? Number(revision)) + 1;
        }
        expect(next).toBe(Math.max(last, subscribedAt) + 1);
      }),
    );
  });
});
