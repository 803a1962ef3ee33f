import type { JsonObject, JsonValue } from '@autotrail/core';
import { type Definition, type JournalRecord, type Peer, type PushedEvent, step } from '@autotrail/layer1';
import { promise } from '../kernel/breach.js';
import { type RaceParts, Rig } from './rig.js';

/** A client that follows a trail over one connection. */
class Follower implements Peer {
  readonly source = 'memory';
  readonly pushed: PushedEvent[] = [];
  /** The revision it was told when it subscribed; `null` before. */
  since: number | null = null;
  /** Whether it had no room for what it was pushed last. */
  hasLacked = false;
  readonly #leaving = new AbortController();
  readonly #hasRoom: () => boolean;

  /** @param hasRoom - whether it has read enough to take in what it is pushed next */
  constructor(hasRoom: () => boolean) {
    this.#hasRoom = hasRoom;
  }

  get gone(): AbortSignal {
    return this.#leaving.signal;
  }

  push(_: JsonValue, event: JsonValue): boolean {
    promise(25, !this.gone.aborted, () => 'something was pushed to a client that is gone');
    const isTaken = this.#hasRoom();
    this.hasLacked = !isTaken;
    if (isTaken) this.pushed.push(event as unknown as PushedEvent);
    return isTaken;
  }

  leave(): void {
    this.#leaving.abort();
  }

  /** What was pushed goes on from where it began: each revision once, in order, or in a gap that is named. Answers the next one. */
  checkOrder(): number {
    let next = (this.since ?? 0) + 1;
    for (const event of this.pushed) {
      const [from, to] = 'gap' in event ? [event.gap.from, event.gap.to] : [event.revision, event.revision];
      promise(25, from === next && to >= from, () => `revision ${next} was to be told, ${from} to ${to} was`);
      next = to + 1;
    }
    return next;
  }

  /** The revisions that are missing, as it was told. */
  get gaps(): readonly number[] {
    return this.pushed.flatMap((event) => ('gap' in event ? range(event.gap.from, event.gap.to) : []));
  }
}

const named = (name: string): ReturnType<typeof step> => step(() => null, { name });
const FOUR = (): Definition => [
  [named('one'), named('two')],
  [named('three'), named('four')],
];

/** A client follows a trail, loses its connection, and connects again while things go on: it misses nothing, and is told nothing twice. */
export async function reconnectVersusOutput(parts: RaceParts): Promise<string> {
  const rig = new Rig(FOUR, parts);
  await rig.begin();
  const followers = [new Follower(parts.hasRoom), new Follower(parts.hasRoom)] as const;
  for (const attempt of ['0.1', '1.1']) void rig.at(`finish ${attempt}`, () => rig.executor.succeed(attempt));
  void rig.at('note', () => rig.ask('note', { text: 'noted' }));
  const subscribed = followers.map((follower, place) => rig.at(`subscribe ${place}`, () => subscribe(rig, follower)));
  void rig.at('leave', () => followers[0].leave());
  await rig.settle();
  await Promise.all(subscribed);
  const last = rig.ask('note', { text: 'the last' });
  await rig.settle();
  await last;
  for (const follower of followers) follower.checkOrder();
  await checkComplete(rig, followers[1]);
  rig.checkMemory();
  return `${followers[1].gaps.length > 0 ? 'gaps' : 'no gap'}, ${followers[0].pushed.length > 0 ? 'heard' : 'unheard'}`;
}

async function subscribe(rig: Rig, follower: Follower): Promise<void> {
  const { result } = await rig.ask('subscribe', {}, follower);
  follower.since = Number((result as JsonObject | null)?.revision ?? 0);
}

/** The history up to where it subscribed, what it was pushed, and the history of the gaps: together that is the journal. */
async function checkComplete(rig: Rig, follower: Follower): Promise<void> {
  const asked = rig.ask('history', { from: 0 });
  await rig.settle();
  const { records } = (await asked).result as unknown as { readonly records: readonly JournalRecord[] };
  const journal = rig.journal.records.map(({ revision }) => revision);
  promise(25, records.map(({ revision }) => revision).join() === journal.join(), () => 'the history is not the journal');
  const next = follower.checkOrder();
  const pushed = follower.pushed.flatMap((event) => ('gap' in event ? [] : [event.revision]));
  const known = [...range(0, follower.since ?? 0), ...pushed, ...follower.gaps].toSorted((one, other) => one - other);
  // A client without room hears of what it missed when it has room again.
  const untold = journal.filter((revision) => revision >= next);
  promise(25, untold.length === 0 || follower.hasLacked, () => `never told: ${untold.join()}`);
  promise(
    25,
    [...known, ...untold].join() === journal.join(),
    () => `known are ${known.join()}, the journal has ${journal.join()}`,
  );
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}
