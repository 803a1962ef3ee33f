import { type AutoTrailError, type JsonObject, messageOf } from '@autotrail/core';
import type { ApiResponse } from '../api/api-call.js';
import type { ApiCallDefinitions } from '../api/api-call-definition.js';
import { API_CALL_DEFINITIONS } from '../api/definitions.js';
import { type HandledCall, handleApiCall } from '../api/handle-api-call.js';
import { Deferred } from '../deferred.js';
import { layer1Error } from '../errors.js';
import { InProcessExecutor } from '../executor/in-process-executor.js';
import { type Clock, systemClock } from '../ports/clock.js';
import type { Executor } from '../ports/executor.js';
import type { Journal, JournalRecord } from '../ports/journal.js';
import type { ApiRequest, ApiServer, Transport } from '../ports/transport.js';
import { Queue } from '../queue.js';
import type { Effect } from '../trail/effects.js';
import type { TrailEvent } from '../trail/events.js';
import type { Applied, Trail } from '../trail/trail.js';
import { ClientDesk, refusal } from './client-desk.js';
import { EffectRunner } from './effect-runner.js';
import { Slices } from './slices.js';

/** The parts a {@link trailManager} is put together from. */
export interface TrailManagerParts {
  /** The trail's name, told to clients. @default 'trail' */
  readonly name?: string;
  /** The ways on which calls come in. @default none */
  readonly transports?: readonly Transport[];
  /** Where attempts are made. @default an {@link InProcessExecutor} */
  readonly executor?: Executor;
  /** Where the trail is remembered. @default nowhere */
  readonly journal?: Journal;
  /** The time. @default {@link systemClock} */
  readonly clock?: Clock;
  /** Handed to every action. */
  readonly context?: unknown;
  /** The calls there are. @default {@link API_CALL_DEFINITIONS} */
  readonly definitions?: ApiCallDefinitions;
}

/** How a trail came to its end, for the time being. */
export interface TrailEnd {
  readonly outcome: 'finished' | 'shutdown';
}

/**
 * Runs a trail: takes requests from its transports and news from its executor, and carries out what the trail answers with.
 *
 * Each turn: apply what has arrived, append it to the journal, wait until that is durable, then send the answers and start the
 * actions. Invariants
 *   M1. No answer and no event leaves before the revision it was made at is durable; at most one append is under way.
 *   M2. An effect is carried out once, in order, after the event that led to it is durable.
 *   M3. Nothing is polled: without requests, news and due timers nothing runs.
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
  readonly #name: string;
  readonly #transports: readonly Transport[];
  readonly #executor: Executor;
  readonly #journal: Journal | undefined;
  readonly #clock: Clock;
  readonly #definitions: ApiCallDefinitions;
  readonly #desk: ClientDesk;
  readonly #runner: EffectRunner;
  readonly #slices: Slices;
  readonly #news = new Queue<TrailEvent>();
  readonly #effects = new Queue<Effect>();
  readonly #finished = new Deferred<TrailEnd>();
  readonly #closed = new Deferred<void>();
  /** The revision up to which all is durable. */
  #revision: number;
  /** Why requests are no longer taken in, once they are not. */
  #endedBecause: AutoTrailError | undefined;

  constructor(trail: Trail, parts: TrailManagerParts) {
    const { executor = new InProcessExecutor(), clock = systemClock, context } = parts;
    this.#trail = trail;
    this.#name = parts.name ?? 'trail';
    this.#transports = parts.transports ?? [];
    this.#executor = executor;
    this.#journal = parts.journal;
    this.#clock = clock;
    this.#definitions = parts.definitions ?? API_CALL_DEFINITIONS;
    this.#revision = trail.revision;
    this.#desk = new ClientDesk(trail, (request) => this.#handleCall(request));
    this.#runner = new EffectRunner({ trail, executor, clock, context, happened: (event) => this.#happened(event) });
    this.#slices = new Slices({ work: () => this.#turn(), onCrash: (error) => void this.#end(error) });
  }

  /** Resolves when the trail is finished for the first time, or is shut down before. Rejects if the manager had to end itself. */
  get finished(): Promise<TrailEnd> {
    return this.#finished.promise;
  }

  /** Resolves when the server is shut down and all it held is freed. Rejects if the manager had to end itself. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Opens the transports. If one cannot be opened, those before it are closed again.
   *
   * @throws what the transport throws, and why the server has ended if it has by then
   */
  async start(): Promise<void> {
    const opened: Transport[] = [];
    try {
      for (const transport of this.#transports) {
        await transport.listen(this);
        opened.push(transport);
        if (this.#endedBecause !== undefined) throw this.#endedBecause;
      }
    } catch (error) {
      await Promise.allSettled(opened.map((transport) => transport.close()));
      throw error;
    }
  }

  /** What a client is told when it connects. */
  hello(): JsonObject {
    return { trail: this.#name, revision: this.#revision };
  }

  /** Answers a request, as a transport hands it in. Never throws. */
  handle(request: ApiRequest): Promise<ApiResponse> {
    if (this.#endedBecause !== undefined) return Promise.resolve(refusal(request, this.#endedBecause));
    const answer = this.#desk.ask(request);
    this.#slices.wake();
    return answer;
  }

  /**
   * Ends running attempts and the server, as the call `shutdown` does, also where the calls there are have none. Resolves when all it
   * held is freed; asking again only waits.
   */
  shutdown(): Promise<void> {
    if (!this.#trail.isShuttingDown) this.#happened({ type: 'shutdown' });
    return this.closed;
  }

  #handleCall({ message, wire }: ApiRequest): HandledCall {
    const at = this.#clock.now();
    const handled = handleApiCall(message, this.#trail, { at, wire, definitions: this.#definitions });
    if (handled.type === 'held back' || handled.keepServing || this.#trail.isShuttingDown) return handled;
    // A call of a custom engine may end the server without an event of its own.
    return { ...handled, applied: [...handled.applied, this.#trail.apply({ type: 'shutdown' }, at)] };
  }

  #happened(event: TrailEvent): void {
    this.#news.push(event);
    this.#slices.wake();
  }

  /** One turn. Answers whether there is more to do. */
  #turn(): boolean | Promise<boolean> {
    const applied = this.#takeIn();
    const records = applied.map(({ revision, at, event, changes }): JournalRecord => ({ revision, at, event, changes }));
    // A journal that is durable at once costs no turn of the event loop.
    const durable = records.length === 0 ? undefined : this.#journal?.append(records);
    return durable === undefined ? this.#carryOut(applied, records) : durable.then(() => this.#carryOut(applied, records));
  }

  /** Applies what has arrived, requests and news in turn, until there is none or the slice is over. */
  #takeIn(): readonly Applied[] {
    const applied: Applied[] = [];
    do {
      applied.push(...this.#desk.handleNext());
      const event = this.#news.shift();
      if (event !== undefined) applied.push(this.#trail.apply(event, this.#clock.now()));
    } while ((this.#desk.size > 0 || this.#news.size > 0) && !this.#slices.isOver);
    return applied.length === 0 ? applied : this.#withHeldBack(applied);
  }

  /** What was held back may go on now, which may be what other calls wait for. */
  #withHeldBack(applied: Applied[]): readonly Applied[] {
    for (let more = this.#desk.handleHeldBack(); more.length > 0; more = this.#desk.handleHeldBack()) applied.push(...more);
    return applied;
  }

  #carryOut(applied: readonly Applied[], records: readonly JournalRecord[]): boolean {
    this.#revision = this.#trail.revision;
    for (const { effects } of applied) for (const effect of effects) this.#effects.push(effect);
    this.#desk.send(records);
    do {
      const effect = this.#effects.shift();
      if (effect !== undefined) this.#runner.run(effect);
    } while (this.#effects.size > 0 && !this.#slices.isOver);

    if (this.#trail.isFinished) this.#finished.resolve({ outcome: 'finished' });
    if (this.#trail.isShutDown) void this.#end();
    return this.#desk.size > 0 || this.#news.size > 0 || this.#effects.size > 0;
  }

  /** Ends the server: as it was asked to, or because of an error. What has no answer yet is refused. */
  async #end(error?: unknown): Promise<void> {
    if (this.#endedBecause !== undefined) return;
    this.#endedBecause =
      error === undefined
        ? layer1Error('AUTOTRAIL_SERVER_ENDING')
        : layer1Error('AUTOTRAIL_INTERNAL', { message: messageOf(error) }, error);
    this.#slices.stop();
    this.#runner.close();
    this.#desk.refuseAll(this.#endedBecause);
    const failures: unknown[] = error === undefined ? [] : [this.#endedBecause];
    for (const part of [this.#executor, ...this.#transports, this.#journal]) {
      try {
        await part?.close();
      } catch (failure) {
        // One that cannot be closed must not keep the others open.
        failures.push(failure);
      }
    }
    this.#settle(failures);
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
