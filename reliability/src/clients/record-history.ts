import { connect } from '@autotrail/core/socket';
import type { JournalRecord, PushedEvent } from '@autotrail/layer1';
import { Random } from '../support/random.js';
import type { History } from './history.js';
import { IdleCrowd } from './idle-crowd.js';
import { type Log, Operator } from './operator.js';
import { type Percentiles, percentiles } from './percentiles.js';
import { historyOf } from './snapshot.js';

/** How a trail is quarrelled over. */
export interface RecordOptions {
  readonly seed: number;
  readonly socketFile: string;
  readonly clients: number;
  readonly operations: number;
  /** When to stop all the same, in milliseconds from now. */
  readonly milliseconds: number;
  /** Connections that say nothing or drip, in the second half. */
  readonly crowd: number;
}

/** A history, and how it came about. */
export interface Recorded extends History {
  /** What the feed of events has told. */
  readonly told: readonly JournalRecord[];
  /** The server's journal, if it keeps one; then `records` is that. */
  readonly journal: readonly JournalRecord[] | null;
  /** What the feed of events left out, because it was not read in time. */
  readonly gaps: number;
  /** How long answers took before the crowd came, and with it. */
  readonly alone: Percentiles;
  readonly crowded: Percentiles;
  /** Idle connections that were open at the end. */
  readonly crowdSize: number;
  readonly seconds: number;
}

/** Has many clients steer the trail `lively` at random, each over a connection of its own, and notes all that they see. */
export async function recordHistory(options: RecordOptions): Promise<Recorded> {
  const { seed, socketFile, clients, operations, milliseconds, crowd } = options;
  const feed = await Feed.open(socketFile);
  const connections = await Promise.all(Array.from({ length: clients }, () => connect(socketFile)));
  const operators = connections.map((connection, k) => new Operator(`client-${k}`, connection, new Random(seed, k)));
  const begin = performance.now();
  const log = (until: number, past: Pick<Log, 'tick'>): Log => ({
    ...past,
    operations: [],
    times: [],
    remaining: Math.ceil(operations / 2),
    until: begin + until,
  });
  const first = log(milliseconds / 2, { tick: 0 });
  await Promise.all(operators.map((operator) => operator.work(first)));
  const second = log(milliseconds, first);
  await using idle = new IdleCrowd(socketFile, crowd);
  await Promise.all(operators.map((operator) => operator.work(second)));
  const seconds = (performance.now() - begin) / 1_000;
  const crowdSize = idle.size;
  const told = await feed.close();
  await Promise.all(connections.map((connection) => connection.close()));
  const all = [...first.operations, ...second.operations];
  return { operations: all, ...told, alone: percentiles(first.times), crowded: percentiles(second.times), crowdSize, seconds };
}

/** Everything that happens to a trail, from its beginning on. */
class Feed {
  readonly #connection: Awaited<ReturnType<typeof connect>>;
  readonly #told: JournalRecord[] = [];
  #last = 0;
  #gaps = 0;

  private constructor(connection: Awaited<ReturnType<typeof connect>>) {
    this.#connection = connection;
    connection.onPush(({ event }) => this.#take(event as unknown as PushedEvent));
  }

  static async open(socketFile: string): Promise<Feed> {
    const feed = new Feed(await connect(socketFile));
    await feed.#connection.request('subscribe');
    return feed;
  }

  /** What has happened, with the journal, up to a revision that is later than all answers given by now. */
  async close(): Promise<Pick<Recorded, 'records' | 'told' | 'journal' | 'gaps'>> {
    const { result } = await this.#connection.request('pause', { dry_run: true });
    const { revision } = result as { readonly revision: number };
    while (this.#last < revision) await this.#connection.request('list', { tags: { n: -1 } });
    const kept = (await historyOf(this.#connection)) as unknown as readonly JournalRecord[] | null;
    await this.#connection.close();
    const upTo = (records: readonly JournalRecord[]) =>
      records.filter((record) => record.revision > 0 && record.revision <= revision);
    const told = upTo(this.#told);
    const journal = kept === null ? null : upTo(kept);
    return { records: journal ?? told, told, journal, gaps: this.#gaps };
  }

  #take(event: PushedEvent): void {
    if ('gap' in event) this.#gaps += event.gap.to - event.gap.from + 1;
    else this.#told.push(event);
    this.#last = 'gap' in event ? event.gap.to : event.revision;
  }
}
