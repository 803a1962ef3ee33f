import type { JsonValue } from '@autotrail/core';
import type { Outcome } from '../../src/action.js';
import { Deferred } from '../../src/deferred.js';
import type { AttemptReport, AttemptTask, Executor, RecoveryTask } from '../../src/ports/executor.js';
import type { Journal, JournalRecord } from '../../src/ports/journal.js';
import type { ApiServer, Peer, Transport } from '../../src/ports/transport.js';
import type { AttemptFate } from '../../src/trail/attempt-fate.js';
import type { AttemptRef, Delivery } from '../../src/trail/effects.js';
import type { Cause } from '../../src/transitions.js';

/** One append, and what the test makes of it. */
export interface Append {
  readonly records: readonly JournalRecord[];
  /** Makes it durable. */
  readonly settle: () => void;
  readonly fail: (error: unknown) => void;
}

/** A journal whose promises the test settles by hand. Complains if an append begins while another is under way, or after the end. */
export class HandJournal implements Journal {
  readonly epoch = 1;
  /** The record of what the trail is, which is durable at once. */
  readonly created: JournalRecord[] = [];
  /** All appends but that. */
  readonly appends: Append[] = [];
  isClosed = false;
  #isUnderWay = false;

  append(records: readonly JournalRecord[]): Promise<void> {
    if (this.#isUnderWay || this.isClosed) throw new Error('Appended out of turn.');
    if (records[0]?.event.type === 'created') {
      this.created.push(...records);
      return Promise.resolve();
    }
    this.#isUnderWay = true;
    const { promise, resolve, reject } = new Deferred<void>();
    const done = promise.finally(() => {
      this.#isUnderWay = false;
    });
    this.appends.push({ records, settle: () => resolve(), fail: reject });
    return done;
  }

  /** The append that was begun last. */
  get latest(): Append {
    return this.appends.at(-1) as Append;
  }

  async *read(from = 0): AsyncGenerator<JournalRecord, void, void> {
    const all = [...this.created, ...this.appends.flatMap(({ records }) => records)];
    yield* all.filter(({ revision }) => revision >= from);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

/** What was asked of a {@link HandExecutor}, in order, as `start 0.1`, `recover 0.1`, `end 0.1 operator`, `reply 0.1` and `close`. */
export type Asked = string;

/** An executor whose attempts are the test's: they report what it says, when it says so. */
export class HandExecutor implements Executor {
  readonly asked: Asked[] = [];
  readonly deliveries: Delivery[] = [];
  /** What is found of an attempt of an owner before. */
  fateOf: (task: RecoveryTask, report: AttemptReport) => AttemptFate = () => ({ fate: 'lost' });
  readonly #reports = new Map<string, AttemptReport>();
  readonly #onStart: (task: AttemptTask, report: AttemptReport) => void;

  constructor(onStart: (task: AttemptTask, report: AttemptReport) => void = () => undefined) {
    this.#onStart = onStart;
  }

  start(task: AttemptTask, report: AttemptReport): void {
    this.asked.push(`start ${task.n}.${task.attempt}`);
    this.#reports.set(`${task.n}.${task.attempt}`, report);
    this.#onStart(task, report);
  }

  async recover(task: RecoveryTask, report: AttemptReport): Promise<AttemptFate> {
    this.asked.push(`recover ${task.n}.${task.attempt}`);
    this.#reports.set(`${task.n}.${task.attempt}`, report);
    return this.fateOf(task, report);
  }

  end({ n, attempt }: AttemptRef, reason: Cause): void {
    this.asked.push(`end ${n}.${attempt} ${reason}`);
  }

  deliver({ n, attempt }: AttemptRef, delivery: Delivery): void {
    this.asked.push(`${delivery.type} ${n}.${attempt}`);
    this.deliveries.push(delivery);
  }

  async close(): Promise<void> {
    this.asked.push('close');
  }

  /** The voice of an attempt that was started. */
  report(attempt: string): AttemptReport {
    const report = this.#reports.get(attempt);
    if (report === undefined) throw new Error(`Attempt ${attempt} was not started.`);
    return report;
  }

  /** Lets an attempt succeed. */
  succeed(attempt: string, value: JsonValue = null): void {
    this.report(attempt).ended(success(value));
  }
}

/** The outcome of an attempt that went well. */
export function success(value: JsonValue = null): Outcome {
  return { ok: true, value };
}

/** A client whose reading, and whose leaving, is the test's. */
export class HandPeer implements Peer {
  readonly source = 'test';
  readonly #leaving = new AbortController();
  readonly gone: AbortSignal = this.#leaving.signal;
  /** What it was given. */
  readonly pushed: JsonValue[] = [];
  /** Asked for every push: whether there is room for it. */
  hasRoom: () => boolean = () => true;
  #drainListeners: (() => void)[] = [];

  whenDrained(listener: () => void): void {
    this.#drainListeners.push(listener);
  }

  /** It has read all it was sent. */
  drain(): void {
    for (const listener of this.#drainListeners.splice(0)) listener();
  }

  push(_: JsonValue, event: JsonValue): boolean {
    const isTaken = this.hasRoom();
    if (isTaken) this.pushed.push(event);
    return isTaken;
  }

  leave(): void {
    this.#leaving.abort();
  }
}

/** A transport that only notes what is done to it. */
export class NotedTransport implements Transport {
  readonly notes: string[] = [];
  server: ApiServer | undefined;

  async listen(server: ApiServer): Promise<void> {
    this.notes.push('listen');
    this.server = server;
  }

  connect(): Promise<never> {
    return Promise.reject(new Error('Nobody connects here.'));
  }

  async close(): Promise<void> {
    this.notes.push('close');
  }
}
