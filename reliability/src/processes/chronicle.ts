import { type AttemptFate, type JournalRecord, type ResumedEvent, StepState, type Trail, trailOfImage } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import { unlessGone } from '../support/unless-gone.js';
import type { Tally } from './tally.js';

/** How an attempt came to be no longer under way. */
export interface Closure {
  /** The type of the event that did it. */
  readonly by: JournalRecord['event']['type'];
  readonly revision: number;
  readonly at: number;
}

interface Waiter {
  readonly isSo: () => boolean;
  readonly resolve: (isSo: boolean) => void;
}

/**
 * The history of a run as its servers tell it, one after the other: checks that every attempt begins once, is closed once and ends
 * once, and lets others wait for what they want to happen. Attempts are named `<n>.<attempt>`.
 */
export class Chronicle {
  /** The trail as it was told; `null` before anything was. */
  trail: Trail | null = null;
  revision = -1;
  /** How many servers the run has had, and the revision at which the newest has gone on with it. */
  servers = 1;
  resumedAt = 0;
  /** Which server has begun an attempt, counted from 1. */
  readonly begun = new Map<string, number>();
  readonly closures = new Map<string, Closure>();
  /** When attempts were gone, in milliseconds since the epoch. */
  readonly ended = new Map<string, number>();
  /** What the newest server has found of the attempts of the one before. */
  fates: ReadonlyMap<string, AttemptFate['fate']> = new Map();
  readonly #tally: Tally;
  readonly #abandoned = new Set<string>();
  /** Attempts of which a server has found nothing that its predecessor had begun. */
  readonly #lost = new Set<string>();
  /** The attempts that are under way, by step. */
  readonly #open = new Map<number, string>();
  readonly #waiters = new Set<Waiter>();
  #isServed = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Reads what a server tells until it is gone. Resolves when all is known that was told so far. */
  async follow(client: TrailClient): Promise<void> {
    this.#isServed = true;
    await new Promise<void>((resolve) => {
      const listen = async (): Promise<void> => {
        for await (const event of client.events({ onSubscribed: resolve })) {
          if ('gap' in event || event.revision > this.revision + 1) await this.catchUp(client);
          else this.take(event);
        }
      };
      void unlessGone(listen()).then(() => {
        this.#isServed = false;
        this.#wake();
        resolve();
      });
    });
    await this.catchUp(client);
  }

  /** Reads what has happened since. Ends early if the server dies. */
  async catchUp(client: TrailClient): Promise<void> {
    const read = async (): Promise<void> => {
      for await (const record of client.history({ from: this.revision + 1 })) this.take(record);
    };
    await unlessGone(read());
  }

  /** Resolves with whether something is so: when it is, or when the server is gone. */
  until(isSo: () => boolean): Promise<boolean> {
    if (isSo() || !this.#isServed) return Promise.resolve(isSo());
    return new Promise((resolve) => this.#waiters.add({ isSo, resolve }));
  }

  /** Whether an attempt is over: it is gone, is no longer waited for, or was lost with its server. */
  isOver(attempt: string): boolean {
    return this.ended.has(attempt) || this.#abandoned.has(attempt) || this.#lost.has(attempt);
  }

  /** Whether this is the attempt that its step is at, and it is wanted. */
  isUnderWay(attempt: string): boolean {
    return this.#open.get(numbersOf(attempt)[0]) === attempt;
  }

  /** Takes in what was told next. What is known is left out. */
  take(record: JournalRecord): void {
    // One that was pushed may have been read meanwhile.
    if (record.revision !== this.revision + 1) return;
    const { event } = record;
    if (event.type === 'created') this.trail = trailOfImage(event.definition);
    if (event.type === 'resumed') this.#resume(event, record.revision);
    if (event.type === 'ended') this.#end(`${event.n}.${event.attempt}`, record.at);
    for (const change of record.changes) this.#change(change, record);
    if (event.type !== 'created') this.trail?.fold(record);
    this.revision = record.revision;
    this.#wake();
  }

  #resume({ attempts }: ResumedEvent, revision: number): void {
    this.servers += 1;
    this.resumedAt = revision;
    const fates = new Map(attempts.map(({ n, attempt, fate }) => [`${n}.${attempt}`, fate]));
    const expected = this.trail?.attemptsUnderWay.map(({ n, attempt }) => `${n}.${attempt}`) ?? [];
    for (const attempt of expected)
      if (!fates.has(attempt)) this.#tally.breach('untrue', `server ${this.servers} says nothing of attempt ${attempt}`);
    for (const [attempt, fate] of fates) {
      const tally = this.#tally.of(numbersOf(attempt)[0]);
      if (fate === 'lost') this.#lost.add(attempt);
      if (fate === 'lost') tally.lost += 1;
      else if (fate === 'kept') tally.kept += 1;
      else tally.leftBehind += 1;
    }
    this.fates = fates;
  }

  #end(attempt: string, at: number): void {
    if (this.ended.has(attempt)) this.#tally.breach('twice', `attempt ${attempt} has ended twice`);
    this.ended.set(attempt, at);
  }

  #change(change: JournalRecord['changes'][number], { event, revision, at }: JournalRecord): void {
    const { n, attempt, state, abandoned = null } = change;
    const open = this.#open.get(n);
    if (abandoned !== null) this.#abandoned.add(`${n}.${abandoned}`);
    if (open !== undefined && state !== undefined && state !== StepState.Running) {
      this.closures.set(open, { by: event.type, revision, at });
      this.#open.delete(n);
    }
    if (attempt !== undefined) this.#begin(n, attempt, revision);
  }

  #begin(n: number, attempt: number, revision: number): void {
    const name = `${n}.${attempt}`;
    const before = `${n}.${attempt - 1}`;
    if (this.begun.has(name) || (attempt > 1 && !this.begun.has(before)))
      this.#tally.breach('twice', `attempt ${name} begins out of turn at ${revision}`);
    if (attempt > 1 && !this.isOver(before))
      this.#tally.breach('twice', `attempt ${name} begins at ${revision}, and the one before is not gone`);
    this.begun.set(name, this.servers);
    this.#open.set(n, name);
    this.#tally.attempts += 1;
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (this.#isServed && !waiter.isSo()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(waiter.isSo());
    }
  }
}

/** The step and the number of an attempt. */
export function numbersOf(attempt: string): readonly [n: number, attempt: number] {
  const [n, number] = attempt.split('.').map(Number);
  return [n ?? -1, number ?? -1];
}
