import type { JsonValue } from '@autotrail/core';
import { EVENTS } from '../api/definitions.js';
import type { JournalRecord } from '../ports/journal.js';
import type { Peer } from '../ports/transport.js';

/** What a subscriber is pushed: a record, or a gap where it did not keep up. */
export type PushedEvent = JournalRecord | { readonly gap: { readonly from: number; readonly to: number } };

interface Subscriber {
  readonly peer: Peer;
  /** The first revision it was not given yet. */
  next: number;
}

/** The clients that are pushed what happens. One that does not read loses records, never the server's memory, and is told so. */
export class Subscriptions {
  readonly #subscribers = new Map<Peer, Subscriber>();

  /** Pushes to a client from now on what happens after a revision. One that subscribed already goes on where it is. */
  add(peer: Peer, revision: number): void {
    if (peer.gone.aborted || this.#subscribers.has(peer)) return;
    this.#subscribers.set(peer, { peer, next: revision + 1 });
    peer.gone.addEventListener('abort', () => this.#subscribers.delete(peer), { once: true });
  }

  publish(record: JournalRecord): void {
    for (const subscriber of this.#subscribers.values()) give(subscriber, record);
  }
}

function give(subscriber: Subscriber, record: JournalRecord): void {
  const { peer, next } = subscriber;
  const { revision } = record;
  if (revision < next) return;
  if (revision > next && !push(peer, { gap: { from: next, to: revision - 1 } })) return;
  subscriber.next = push(peer, record) ? revision + 1 : revision;
}

function push(peer: Peer, event: PushedEvent): boolean {
  return peer.push(EVENTS, event as unknown as JsonValue);
}
