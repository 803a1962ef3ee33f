import { randomUUID } from 'node:crypto';
import { AutoTrailError, type JsonObject, messageOf } from '@autotrail/core';
import type { ApiResponse } from '../api/api-call.js';
import type { TrailRun } from '../api/api-call-definition.js';
import { API_CALL_DEFINITIONS } from '../api/definitions.js';
import { Deferred } from '../deferred.js';
import { layer1Error } from '../errors.js';
import { InProcessExecutor } from '../executor/in-process-executor.js';
import { AnsweredRequests } from '../memory/answered-requests.js';
import { TrailMemory } from '../memory/trail-memory.js';
import { type Clock, systemClock } from '../ports/clock.js';
import type { JournalRecord } from '../ports/journal.js';
import type { ApiRequest, ApiServer, Transport } from '../ports/transport.js';
import type { TrailEvent } from '../trail/events.js';
import type { Applied, Trail } from '../trail/trail.js';
import { CallHandler } from './call-handler.js';
import { ClientDesk, refusal } from './client-desk.js';
import { closeAll } from './close-all.js';
import { listenOnAll } from './listen-on-all.js';
import { type Opening, openTrail } from './open-trail.js';
import { Slices } from './slices.js';
import type { TrailManagerParts } from './trail-manager-parts.js';
import { Work } from './work.js';

/** How a trail came to its end, for the time being. */
export interface TrailEnd {
  readonly outcome: 'finished' | 'shutdown';
}

/** How long to wait before a journal that refused to keep something is tried again, in milliseconds. */
const RETRY_MS = 1_000;

/** What a turn has taken in. */
interface Taken {
  readonly applied: readonly Applied[];
  /** What was news, in case that it is to be news once more. */
  readonly news: readonly TrailEvent[];
}

/**
 * Runs a trail: takes requests from its transports and news from its executor, and carries out what the trail answers with.
 *
 * Each turn: apply what has arrived, append it to the journal, wait until that is durable, then send the answers and start the
 * actions. Invariants
 *   M1. No answer and no event leaves before the revision it was made at is durable; at most one append is under way.
 *   M2. An effect is carried out once, in order, after the event that led to it is durable.
 *   M3. Nothing is polled: without requests, news and due timers nothing runs.
 *   M4. What a journal refused to keep has not happened: commands are refused, and news of attempts wait until it keeps them.
 *
 * @example
 * const manager = trailManager(buildTrail([[build, test]]), { transports: [transport] });
 * await manager.start();
 * const { outcome } = await manager.finished;
 */
export function trailManager(trail: Trail, parts: TrailManagerParts = {}): TrailManager {
  return new TrailManager(trail, parts);
}

/** A trail at work. Made by {@link trailManager}. */
export class TrailManager implements ApiServer {
  readonly #trail: Trail;
  readonly #parts: TrailManagerParts;
  readonly #transports: readonly Transport[];
  readonly #clock: Clock;
  readonly #memory: TrailMemory;
  readonly #answered = new AnsweredRequests();
  readonly #desk: ClientDesk;
  readonly #slices: Slices;
  readonly #work: Work;
  readonly #finished = new Deferred<TrailEnd>();
  readonly #closed = new Deferred<void>();
  #opening: Opening | undefined;
  /** The revision up to which all is durable. */
  #revision: number;
  /** Why the journal keeps nothing for the time being. */
  #trouble: string | null = null;
  /** Why requests are no longer taken in, once they are not. */
  #endedBecause: AutoTrailError | undefined;

  constructor(trail: Trail, parts: TrailManagerParts) {
    const { clock = systemClock, definitions = API_CALL_DEFINITIONS } = parts;
    this.#trail = trail;
    this.#parts = { ...parts, run: parts.run ?? randomUUID() };
    this.#transports = parts.transports ?? [];
    this.#clock = clock;
    this.#memory = new TrailMemory(parts);
    this.#revision = trail.revision;
    const executor = parts.executor ?? new InProcessExecutor();
    const opened = { run: () => this.#whichRun(), opening: () => this.#opened };
    const calls = new CallHandler({ trail, clock, definitions, executor, answered: this.#answered, ...opened });
    this.#desk = new ClientDesk({ trail, memory: this.#memory, calls, wake: () => this.#wake() });
    this.#slices = new Slices({ work: () => this.#turn(), onCrash: (error) => void this.#end(error) });
    this.#work = new Work(executor, () => this.#wake());
  }

  /** Resolves when the trail is finished for the first time, or is shut down before. Rejects if the manager had to end itself. */
  get finished(): Promise<TrailEnd> {
    return this.#finished.promise;
  }

  /** Resolves when the server is shut down and all it held is freed. Rejects if the manager had to end itself. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** The context that actions are given: after a restart it may be another object than the author's. */
  get context(): unknown {
    return this.#opening === undefined ? this.#parts.context : this.#opening.context.context;
  }

  /**
   * Takes the trail up from its journal if there is something to take up, and opens the transports. If one cannot be opened, those
   * before it are closed again, and nothing is run.
   *
   * @throws AutoTrailError `AUTOTRAIL_DEFINITION_CHANGED`, `AUTOTRAIL_BAD_PARAMS`, `AUTOTRAIL_PARAMS_CHANGED`; what a journal or
   * transport throws, and why the server has ended if it has
   */
  async start(): Promise<void> {
    this.#checkEnd();
    // A start that is tried again finds the trail open already: nobody was lost meanwhile.
    this.#opening ??= await this.#open();
    await listenOnAll(this.#transports, this, () => this.#checkEnd());
    this.#work.begin(this.#opening.effects);
    if (this.#trail.isFinished) this.#finished.resolve({ outcome: 'finished' });
    this.#wake();
  }

  /** What a client is told when it connects. */
  hello(): JsonObject {
    return { ...this.#whichRun(), revision: this.#revision, trouble: this.#trouble };
  }

  /** Answers a request, as a transport hands it in. Never throws. */
  handle(request: ApiRequest): Promise<ApiResponse> {
    if (this.#endedBecause !== undefined) return Promise.resolve(refusal(request, this.#endedBecause));
    const answer = this.#desk.ask(request);
    this.#wake();
    return answer;
  }

  /**
   * Ends running attempts and the server, as the call `shutdown` does, also where the calls there are have none. Resolves when all it
   * held is freed; asking again only waits.
   *
   * @param reason - why, for the record
   */
  shutdown(reason?: string): Promise<void> {
    const event = { type: 'shutdown', source: 'server', ...(reason !== undefined && { reason }) } as const;
    if (!this.#trail.isShuttingDown) this.#work.happened(event);
    // What was never open has nothing to end but itself.
    if (!this.#work.hasBegun) void this.#end();
    return this.closed;
  }

  async #open(): Promise<Opening> {
    const opening = await openTrail(this.#trail, { ...this.#parts, memory: this.#memory, clock: this.#clock, work: this.#work });
    for (const request of opening.answered) this.#answered.remember(request);
    this.#revision = this.#trail.revision;
    return opening;
  }

  get #opened(): Opening {
    if (this.#opening === undefined) throw new Error('Internal error: a call before the trail is open');
    return this.#opening;
  }

  #whichRun(): TrailRun {
    const { name = 'trail', run = '' } = this.#parts;
    return { trail: name, run: this.#opening?.run ?? run };
  }

  /** @throws AutoTrailError if the server has ended */
  #checkEnd(): void {
    if (this.#endedBecause !== undefined) throw this.#endedBecause;
  }

  /** Before the trail is open nothing is taken in: what comes waits. */
  #wake(): void {
    if (this.#work.hasBegun) this.#slices.wake();
  }

  /** One turn. Answers whether there is more to do. */
  #turn(): boolean | Promise<boolean> {
    // What a slice left over is durable, and must not wait until what comes next is so too.
    this.#work.carryOut([], () => this.#slices.isOver);
    const taken = this.#takeIn();
    const records = this.#memory.recordsOf(taken.applied);
    // A journal that is durable at once costs no turn of the event loop.
    const durable = this.#memory.append(records);
    if (durable === undefined) return this.#carryOut(taken, records);
    return durable.then(
      () => this.#carryOut(taken, records),
      (error: unknown) => this.#takeBack(taken, error),
    );
  }

  /** Applies what has arrived, requests and news in turn, until there is none or the slice is over. */
  #takeIn(): Taken {
    const applied: Applied[] = [];
    const news: TrailEvent[] = [];
    do {
      applied.push(...this.#desk.handleNext());
      const event = this.#work.nextNews();
      if (event === undefined) continue;
      news.push(event);
      // One that comes too late is no event: in the journal it would be noise.
      if (event.type === 'timer' && !this.#trail.isAwaited(event.timer)) continue;
      applied.push(this.#trail.apply(event, this.#clock.now()));
    } while ((this.#desk.size > 0 || this.#work.hasNews) && !this.#slices.isOver);
    return { applied: applied.length === 0 ? applied : this.#withHeldBack(applied), news };
  }

  /** What was held back may go on now, which may be what other calls wait for. */
  #withHeldBack(applied: Applied[]): readonly Applied[] {
    for (let more = this.#desk.handleHeldBack(); more.length > 0; more = this.#desk.handleHeldBack()) applied.push(...more);
    return applied;
  }

  #carryOut({ applied }: Taken, records: readonly JournalRecord[]): boolean {
    if (records.length > 0) this.#tryAgain();
    this.#revision = this.#trail.revision;
    this.#desk.send(records);
    this.#work.carryOut(applied, () => this.#slices.isOver);
    if (this.#trail.isFinished) this.#finished.resolve({ outcome: 'finished' });
    if (this.#trail.isShutDown) void this.#end();
    return this.#desk.size > 0 || this.#work.hasNews || this.#work.hasEffects;
  }

  /** M4. Of a journal that says nothing of what it kept nobody knows what is true: then the server ends. */
  async #takeBack({ applied, news }: Taken, error: unknown): Promise<boolean> {
    const isRefusal = AutoTrailError.is(error) && error.code === 'AUTOTRAIL_JOURNAL_REFUSED';
    // Who wants it ended must not wait for a disk: what runs is found to be lost when the trail is taken up.
    if (!isRefusal || this.#trail.isShuttingDown) throw error;
    this.#trouble = error.message;
    for (const { answered } of applied) if (answered !== undefined) this.#answered.forget(answered.requestId);
    this.#opened.context.forget(applied);
    this.#work.takeBackNews(news, () => this.#clock.after(RETRY_MS, () => this.#tryAgain()));
    await this.#memory.rebuild(this.#trail);
    this.#desk.takeBack(error);
    return this.#desk.size > 0 || this.#work.hasEffects;
  }

  #tryAgain(): void {
    this.#trouble = null;
    this.#work.letGo();
  }

  /** Ends the server: as it was asked to, or because of an error. What has no answer yet is refused. */
  async #end(error?: unknown): Promise<void> {
    if (this.#endedBecause !== undefined) return;
    this.#endedBecause =
      error === undefined
        ? layer1Error('AUTOTRAIL_SERVER_ENDING')
        : layer1Error('AUTOTRAIL_INTERNAL', { message: messageOf(error) }, error);
    this.#slices.stop();
    this.#desk.refuseAll(this.#endedBecause);
    if (AutoTrailError.is(error) && error.code === 'AUTOTRAIL_INVARIANT_BROKEN') {
      await this.#memory.noteEnd(error.message, { revision: this.#revision + 1, at: this.#clock.now() }).catch(() => {});
    }
    const failures = await closeAll([this.#work, ...this.#transports, this.#memory]);
    this.#settle(error === undefined ? failures : [this.#endedBecause, ...failures]);
  }

  #settle(failures: readonly unknown[]): void {
    if (failures.length > 0) {
      this.#finished.reject(failures[0]);
      this.#closed.reject(failures[0]);
    } else {
      this.#finished.resolve({ outcome: 'shutdown' });
      this.#closed.resolve();
    }
  }
}
