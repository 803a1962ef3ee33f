import type { JsonValue } from '@autotrail/core';
import { EVENTS } from '../api/definitions.js';
import type { JournalRecord } from '../ports/journal.js';
import type { Peer } from '../ports/transport.js';

/** What a subscriber is pushed: a record, or the revisions from the one to the other where it did not keep up. */
export type PushedEvent = JournalRecord | { readonly gap: { readonly from: number; readonly to: number } };

interface Subscriber {
  readonly peer: Peer;
  /** The first revision it was not told of yet. */
  next: number;
  /** The newest revision there is. */
  last: number;
  /** Whether it will be told what it misses as soon as it has read again. */
  isAwaited: boolean;
}

/**
 * The clients that are pushed what happens. One that does not read loses records, never the server's memory, and is told so: as soon
 * as it has read again, or else before the next record.
 */
export class Subscriptions {
  readonly #subscribers = new Map<Peer, Subscriber>();

  /** Pushes to a client from now on what happens after a revision. One that subscribed already goes on where it is. */
  add(peer: Peer, revision: number): void {
    if (peer.gone.aborted || this.#subscribers.has(peer)) return;
    this.#subscribers.set(peer, { peer, next: revision + 1, last: revision, isAwaited: false });
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
  subscriber.last = revision - 1;
  const isTold = tellGap(subscriber);
  subscriber.last = revision;
  if (isTold && push(peer, record)) subscriber.next = revision + 1;
  else awaitRoom(subscriber);
}

/** Answers whether a subscriber knows of everything up to the newest revision. */
function tellGap(subscriber: Subscriber): boolean {
  const { peer, next, last } = subscriber;
  if (next <= last && !push(peer, { gap: { from: next, to: last } })) return false;
  subscriber.next = last + 1;
  return true;
}

function awaitRoom(subscriber: Subscriber): void {
  const { peer, isAwaited } = subscriber;
  if (isAwaited || peer.gone.aborted || peer.whenDrained === undefined) return;
  subscriber.isAwaited = true;
  peer.whenDrained(() => {
    subscriber.isAwaited = false;
    if (!tellGap(subscriber)) awaitRoom(subscriber);
  });
}

function push(peer: Peer, event: PushedEvent): boolean {
  return peer.push(EVENTS, event as unknown as JsonValue);
}
