import type { JsonObject } from '@autotrail/core';
import {
  type ApiResponse,
  buildTrail,
  type Definition,
  ManualClock,
  type Peer,
  type Trail,
  type TrailManager,
  trailManager,
} from '@autotrail/layer1';
import { promise } from '../kernel/breach.js';
import { Image } from '../kernel/image.js';
import { RaceExecutor } from './race-executor.js';
import { RaceJournal } from './race-journal.js';
import type { Scheduler } from './scheduler.js';

/** What a race is run with. */
export interface RaceParts {
  readonly scheduler: Scheduler;
  /** Whether the journal refuses its next append. */
  readonly refuses: () => boolean;
  /** Whether a client has room for what it is pushed next. */
  readonly hasRoom: () => boolean;
}

/** How long a manager waits before it tries a journal again that refused, and longer. */
const RETRY_MS = 1_000;
/** Rounds of the event loop in which nothing happens, before nothing will. */
const QUIET_ROUNDS = 4;
const MOST_RETRIES = 12;

/** A manager in a world in which everything that could happen at the same time is put in some order. */
export class Rig {
  readonly trail: Trail;
  readonly manager: TrailManager;
  readonly journal: RaceJournal;
  readonly executor: RaceExecutor;
  readonly clock = new ManualClock(1_000);
  readonly #scheduler: Scheduler;
  readonly #definition: () => Definition;

  /** @param definition - the same trail each time, of fresh steps */
  constructor(definition: () => Definition, { scheduler, refuses }: RaceParts) {
    this.#definition = definition;
    this.#scheduler = scheduler;
    this.trail = buildTrail(definition());
    this.journal = new RaceJournal(scheduler, refuses);
    this.executor = new RaceExecutor(scheduler, (attempt) => this.trail.isUnderWay(attempt));
    const { journal, executor, clock } = this;
    this.manager = trailManager(this.trail, { journal, executor, clock });
    this.manager.closed.catch(() => {});
    this.manager.finished.catch(() => {});
  }

  /** Opens the trail and starts it, before anything is put in another order. */
  async begin(): Promise<void> {
    await this.manager.start();
    await this.ask('start');
    await this.#quiet();
    this.journal.isRacing = true;
  }

  /** Makes a call. What it is answered is durable by then. */
  async ask(name: string, fields: JsonObject = {}, peer: Peer = STRANGER): Promise<ApiResponse> {
    const response = await this.manager.handle({ wire: 2, message: { ...fields, name }, peer });
    const { affected = [], revision } = (response.result ?? {}) as { affected?: unknown[]; revision?: number };
    const isDurable = affected.length === 0 || (revision ?? 0) <= this.journal.revision;
    promise(10, isDurable, () => `${name} was acknowledged at revision ${revision}, which is not durable`);
    return response;
  }

  /** Has something done at some time. */
  at<T>(label: string, act: () => T | Promise<T>): Promise<T> {
    return this.#scheduler.schedule(Promise.resolve(), label).then(act);
  }

  /** Lets everything happen, in the scheduler's order, until nothing is left; a journal that refused is tried again. */
  async settle(): Promise<void> {
    await this.#quiet();
    for (let retry = 0; this.manager.hello().trouble !== null && retry < MOST_RETRIES; retry++) {
      this.clock.advance(RETRY_MS);
      await this.#quiet();
    }
  }

  /** What the journal remembers is what is the case, and nothing was started twice. */
  checkMemory(): void {
    const restored = buildTrail(this.#definition());
    for (const record of this.journal.records) if (record.event.type !== 'created') restored.fold(record);
    const difference = new Image().load(this.trail).differenceTo(restored);
    promise(26, difference === null, () => `the journal remembers otherwise: ${difference}`);
    const { started, unwanted } = this.executor;
    promise(4, unwanted.length === 0, () => `started though nobody wanted it: ${unwanted.join()}`);
    promise(2, new Set(started).size === started.length, () => `attempts were started twice: ${started.join()}`);
  }

  async #quiet(): Promise<void> {
    for (let round = 0; round < QUIET_ROUNDS; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#scheduler.count() === 0) continue;
      await this.#scheduler.waitNext(1);
      round = -1;
    }
  }
}

const STRANGER: Peer = { source: 'memory', gone: new AbortController().signal, push: () => true };
