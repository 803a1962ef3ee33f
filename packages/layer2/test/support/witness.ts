import { EventEmitter, once } from 'node:events';
import { type Connection, connect } from '@autotrail/core/socket';
import type { JournalRecord, StepRecord } from '@autotrail/layer1';

type Known = Partial<StepRecord>;

/** Hears of everything that happens to a trail, so that a test can wait for something to happen instead of for time to pass. */
export class Witness {
  readonly records: JournalRecord[] = [];
  readonly #steps = new Map<number, Known>();
  readonly #connection: Connection;
  readonly #news = new EventEmitter();
  #since = 0;

  private constructor(connection: Connection) {
    this.#connection = connection;
    connection.onPush(({ event }) => this.#hear(event as unknown as JournalRecord));
    // Whoever still waits for something then waits in vain, and should hear of it.
    void connection.closed.then(
      () => this.#news.listenerCount('error') > 0 && this.#news.emit('error', new Error('It is over.')),
    );
  }

  /** Resolves when nothing escapes it any more. */
  static async of(socketFile: string): Promise<Witness> {
    const witness = new Witness(await connect(socketFile));
    const { result, error } = await witness.#connection.request('subscribe');
    if (error !== null) throw new Error(error.message);
    witness.#since = (result as { readonly revision: number }).revision;
    return witness;
  }

  /** What is known of a step: what has changed since the witness came. */
  step(n: number): Known {
    return this.#steps.get(n) ?? {};
  }

  /** The revision of the trail that it knows of. */
  get revision(): number {
    return this.records.at(-1)?.revision ?? this.#since;
  }

  /** Resolves when something is the case. */
  async until(isTheCase: (witness: this) => boolean): Promise<void> {
    while (!isTheCase(this)) await once(this.#news, 'record');
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #hear(record: JournalRecord): void {
    this.records.push(record);
    for (const { n, ...values } of record.changes) this.#steps.set(n, { ...this.step(n), ...values });
    this.#news.emit('record');
  }
}
