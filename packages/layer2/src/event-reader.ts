import { describeValue, type JsonObject } from '@autotrail/core';
import type { ApiConnection, HistoryPage, JournalRecord, PushedEvent } from '@autotrail/layer1';
import type { EventsOptions } from './client-types.js';
import { layer1Error } from './errors.js';
import { readHistory } from './history-pages.js';
import { PushQueue } from './push-queue.js';
import { resultOf } from './server-link.js';

/**
 * What happens to a trail, over a connection of its own: from a revision on, or from now on.
 *
 * It subscribes first. What was before is a gap like any other, and one who reads from a revision has gaps filled from the journal:
 * over the same connection, so that it is the same server's. A record that comes on both ways is given once, known by its revision.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`
 */
export async function* readEvents(
  open: () => Promise<ApiConnection>,
  options: EventsOptions,
): AsyncGenerator<PushedEvent, void, void> {
  checkOptions(options);
  const { signal } = options;
  signal?.throwIfAborted();
  const connection = await open();
  try {
    signal?.throwIfAborted();
    yield* readConnection(connection, options);
  } finally {
    await connection.close();
  }
}

async function* readConnection(
  connection: ApiConnection,
  { from, queueSize = 10_000, signal, onSubscribed }: EventsOptions,
): AsyncGenerator<PushedEvent, void, void> {
  const queue = new PushQueue(queueSize);
  connection.onPush(({ event }) => queue.add(event as unknown as PushedEvent));
  void connection.closed.then(() => queue.end());
  const { revision } = resultOf<{ readonly revision: number }>(await connection.request('subscribe', {}, { signal }));
  onSubscribed?.();
  const replay = from === undefined ? null : new Replay(connection, from, signal);
  if (replay !== null) yield* replay.readTo(revision);
  for (let event = await queue.take(signal); event !== null; event = await queue.take(signal)) {
    if (replay === null) yield event;
    else yield* 'gap' in event ? replay.fillTo(event.gap.to) : replay.give(event);
  }
}

/** A reading that leaves out nothing that the journal has: each revision once, and in order. */
class Replay {
  readonly #connection: ApiConnection;
  readonly #signal: AbortSignal | undefined;
  /** The first revision that was not given yet. */
  #next: number;

  constructor(connection: ApiConnection, from: number, signal: AbortSignal | undefined) {
    this.#connection = connection;
    this.#next = from;
    this.#signal = signal;
  }

  /** Gives a record, unless it was given, and says what is missed before it. */
  *give(record: JournalRecord): Generator<PushedEvent, void, void> {
    const { revision } = record;
    if (revision < this.#next) return;
    this.#signal?.throwIfAborted();
    yield* this.#missTo(revision - 1);
    this.#next = revision + 1;
    yield record;
  }

  /** Gives what the journal has up to a revision, and says what it has not. */
  async *fillTo(last: number): AsyncGenerator<PushedEvent, void, void> {
    if (this.#next <= last) yield* this.readTo(last);
  }

  /** {@link fillTo}, asking the journal also where nothing is missed: there must be one. */
  async *readTo(last: number): AsyncGenerator<PushedEvent, void, void> {
    for await (const record of readHistory((fields) => this.#ask(fields), { from: this.#next })) {
      yield* this.give(record);
      if (record.revision >= last) return;
    }
    yield* this.#missTo(last);
  }

  async #ask(fields: JsonObject): Promise<HistoryPage> {
    return resultOf(await this.#connection.request('history', fields, { signal: this.#signal }));
  }

  *#missTo(last: number): Generator<PushedEvent, void, void> {
    const from = this.#next;
    if (from > last) return;
    this.#next = last + 1;
    yield { gap: { from, to: last } };
  }
}

function checkOptions({ from = 0, queueSize = 1 }: EventsOptions): void {
  checkInteger('from', from, 0);
  checkInteger('queueSize', queueSize, 1);
}

function checkInteger(option: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  const expected = `an integer from ${minimum} up`;
  throw layer1Error('AUTOTRAIL_BAD_OPTION', { option, owner: 'client.events()', expected, found: describeValue(value) });
}
