import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { findNonJson } from '@autotrail/core';
import { type Definition, MemoryTransport } from '@autotrail/layer1';
import { TrailClient, TrailServer, type TrailServerOptions } from '@autotrail/layer2';
import { Activity } from './activity.js';
import { ObservedClock, ObservedJournal } from './observed-ports.js';
import { RehearsalExecutor } from './rehearsal-executor.js';
import type { StandInOptions } from './stand-ins.js';

/** What shapes the trail that is rehearsed, as `TrailServer` takes it. */
export type TrailShape<TContext = unknown> = Omit<
  TrailServerOptions<TContext>,
  | 'clock'
  | 'definitions'
  | 'disk'
  | 'executor'
  | 'journal'
  | 'journalFile'
  | 'onExistingJournal'
  | 'onWarning'
  | 'socketFile'
  | 'stateTransformation'
  | 'transports'
>;

/** How a stage is set. */
export interface StageOptions<TContext> {
  readonly shape: TrailShape<TContext>;
  readonly standIns: StandInOptions<TContext>;
  /** The time at which the rehearsal begins, in milliseconds since the epoch. */
  readonly startAt: number;
}

/** Rounds of the event loop in which nothing may be seen before it is taken that nothing will be. */
const QUIET_ROUNDS = 3;

/**
 * A trail as it is really served, with every port of the server in memory: whatever the server does, a rehearsal does. The trail alone,
 * driven by hand, would need a second manager beside it, whose prompts, checks and parameters could differ from those of the first.
 *
 * The price is that the server does not say when it has nothing left to do. But as long as it has, it works in every round of the
 * event loop, and what it works at is seen in its journal, its clock or its executor.
 */
export class RehearsalStage<TContext> {
  readonly client: TrailClient;
  readonly clock: ObservedClock;
  readonly journal: ObservedJournal;
  readonly startAt: number;
  readonly #activity = new Activity();
  readonly #executor: RehearsalExecutor;
  readonly #server: TrailServer<TContext>;
  #isFinished = false;

  /** @throws AutoTrailError what `TrailServer` throws about the definition and its options */
  constructor(definition: Definition<TContext>, { shape, standIns, startAt }: StageOptions<TContext>) {
    const activity = this.#activity;
    const transport = new MemoryTransport();
    this.startAt = startAt;
    this.clock = new ObservedClock(startAt, activity);
    this.journal = new ObservedJournal(activity);
    this.#executor = new RehearsalExecutor({ options: standIns as StandInOptions, clock: this.clock, activity });
    const ports = { clock: this.clock, journal: this.journal, executor: this.#executor, transports: [transport] };
    const { context, name = 'rehearsal' } = shape;
    this.#server = new TrailServer(definition, {
      ...shape,
      ...ports,
      name,
      socketFile: false,
      ...(context !== undefined && { context: ownCopy(context) }),
    });
    this.client = new TrailClient(transport);
  }

  /** Serves the trail; nobody has started it yet. @throws AutoTrailError what the server throws about parameters */
  async open(): Promise<void> {
    await this.#server.start();
    // The server answers in the turn in which the trail finishes, or refuses when it ends before.
    this.client.wait().then(
      ({ outcome }) => {
        this.#isFinished = outcome === 'finished';
      },
      () => {},
    );
  }

  /** Whether the trail is finished, once it has settled. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /**
   * Resolves when nothing happens any longer by itself: only the clock, or a person, can bring something about; or when there are more
   * events than that, for some trails never wait.
   */
  async settle(maxEvents: number): Promise<void> {
    for (let quiet = 0; quiet < QUIET_ROUNDS && this.journal.records.length <= maxEvents; ) {
      const { count } = this.#activity;
      await nextMacrotask();
      quiet = this.#activity.count === count ? quiet + 1 : 0;
      // What works at something real is waited for: time stands still meanwhile.
      if (quiet === QUIET_ROUNDS && this.#executor.isAtWork) {
        await this.#activity.next();
        quiet = 0;
      }
    }
  }

  /** The numbers of the steps that were reached, and whose actions nothing stood in for. */
  get notRun(): ReadonlySet<number> {
    return this.#executor.notRun;
  }

  /** How long the rehearsal has taken on its own clock, in milliseconds. */
  get elapsedMs(): number {
    return this.clock.now() - this.startAt;
  }

  /** Ends what is still under way, and the server. */
  async close(): Promise<void> {
    await this.client.close();
    await this.#server.shutdown();
  }
}

/** What stand-ins make of the context is no business of the author's own. */
function ownCopy<TContext>(context: TContext): TContext {
  return findNonJson(context) === null ? structuredClone(context) : context;
}
