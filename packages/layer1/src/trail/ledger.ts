import type { JsonValue } from '@autotrail/core';
import type { StateMeaning } from '../transitions.js';
import { type EdgeChanges, Edges, NO_CHANGES } from './edges.js';
import { MessageLog } from './message-log.js';
import type { Plan } from './plan.js';
import { openPrompts } from './prompt.js';
import { initialRecord, KEPT_ATTEMPTS, type PastAttempt, type StepChange, type StepRecord, withChange } from './record.js';
import { Slots } from './slots.js';

/** What a trail waits for, counted. */
export interface Counts {
  /** Steps that are neither done nor ignored, and are reached or at work. */
  readonly open: number;
  /** Attempts that were ended but are not gone. */
  readonly ending: number;
  /** Open prompts. */
  readonly prompts: number;
  /** Steps whose failure somebody should look at: those paused due to it, and those Failed for which nothing is provided. */
  readonly failures: number;
}

/**
 * What is the case in a trail: every step's record, which steps are reached, and counts of what it waits for. Decides nothing.
 *
 * Invariants
 *   L1. Each count equals what counting over all steps would find: `set` keeps them up to date.
 *   L2. Records are replaced, never changed, so that a fork shares them with its origin.
 *   L3. All else follows from the records, in whatever order they came to be what they are; but for the line of those that wait for a
 *       slot, which is in the order in which they began to.
 */
export class Ledger {
  readonly #plan: Plan;
  readonly #records: StepRecord[];
  readonly #edges: Edges;
  readonly slots: Slots;
  readonly #outputs: Map<number, MessageLog>;
  /** Logs that are shared with a fork or an origin, and copied before they are written to. */
  #sharedOutputs: ReadonlySet<MessageLog>;
  /** Whether the trail was started, and whether it is shutting down. */
  readonly flags: { isStarted: boolean; isShuttingDown: boolean };
  readonly #counts: { -readonly [K in keyof Counts]: Counts[K] };

  constructor(plan: Plan, copyOf?: Ledger) {
    this.#plan = plan;
    this.#records = copyOf === undefined ? initialRecords(plan) : copyOf.#records.slice();
    this.#edges = new Edges(plan, (n) => plan.meaning(this.record(n).state), copyOf === undefined ? undefined : copyOf.#edges);
    this.slots = new Slots(plan, copyOf?.slots);
    this.#outputs = new Map(copyOf === undefined ? [] : copyOf.#outputs);
    this.#sharedOutputs = new Set(this.#outputs.values());
    this.flags = copyOf === undefined ? { isStarted: false, isShuttingDown: false } : { ...copyOf.flags };
    this.#counts =
      copyOf === undefined ? { open: plan.dag.roots.length, ending: 0, prompts: 0, failures: 0 } : { ...copyOf.#counts };
  }

  /** What the trail waits for, counted. */
  get counts(): Counts {
    return this.#counts;
  }

  /** Which steps are reached, and which cannot be. */
  get edges(): Omit<Edges, 'update'> {
    return this.#edges;
  }

  record(n: number): StepRecord {
    return this.#records[n] as StepRecord;
  }

  isReached(n: number): boolean {
    return this.#edges.isReached(n);
  }

  /** Puts new values into a step's record. Answers what that changed for other steps. */
  set(change: StepChange): EdgeChanges {
    const { n } = change;
    const before = this.record(n);
    const after = this.#withPastAttempt(before, withChange(before, change));
    this.#tally(n, before, -1);
    this.#records[n] = after;
    this.#tally(n, after, +1);
    if (before.cause !== after.cause) this.slots.setWaiting(n, after.cause === 'slot');
    if (before.state === after.state) return NO_CHANGES;
    const changes = this.#edges.update(n, this.#plan.meaning(before.state));
    for (const reached of changes.reached) this.#counts.open += this.#isOpenWhenReached(reached);
    for (const unreached of changes.unreached) this.#counts.open -= this.#isOpenWhenReached(unreached);
    return changes;
  }

  /** Limits how many attempts there may be at a time. */
  setLimit(limit: Parameters<Slots['set']>[0]): void {
    this.slots.set(limit, (n) => this.#attemptsOf(this.record(n)));
  }

  /** Adds to a step's output. */
  output(n: number, message: JsonValue): void {
    let log = this.#outputs.get(n) ?? new MessageLog();
    if (this.#sharedOutputs.has(log)) log = log.fork();
    this.#outputs.set(n, log);
    log.push(message);
  }

  /** What a step has put out, if anything. */
  outputOf(n: number): MessageLog | undefined {
    return this.#outputs.get(n);
  }

  /** A ledger at its beginning, with the output that there is. */
  fresh(): Ledger {
    const fresh = new Ledger(this.#plan);
    for (const [n, log] of this.#outputs) fresh.#outputs.set(n, log);
    fresh.#sharedOutputs = this.#sharedOutputs;
    return fresh;
  }

  /** An independent copy. */
  fork(): Ledger {
    this.#sharedOutputs = new Set(this.#outputs.values());
    return new Ledger(this.#plan, this);
  }

  #withPastAttempt(before: StepRecord, after: StepRecord): StepRecord {
    const isOver = this.#isActive(before) && !this.#isActive(after);
    if (!isOver) return after;
    const { attempt, since: startedAt } = before;
    const { state, cause, since: endedAt } = after;
    const past: PastAttempt = { attempt, startedAt, endedAt, state, cause };
    return { ...after, attempts: [...before.attempts.slice(1 - KEPT_ATTEMPTS), past] };
  }

  #tally(n: number, record: StepRecord, by: 1 | -1): void {
    const meaning = this.#plan.meaning(record.state);
    if (isOpen(meaning) && (meaning.isActive === true || this.isReached(n))) this.#counts.open += by;
    if (record.ending !== null) this.#counts.ending += by;
    if (record.prompts.length > 0) this.#counts.prompts += by * openPrompts(record).length;
    if (meaning.isFailure === true && this.#needsAttention(n, meaning)) this.#counts.failures += by;
    this.slots.count(n, by * this.#attemptsOf(record));
  }

  /** An attempt that is at work keeps the trail open by itself. */
  #isOpenWhenReached(n: number): 0 | 1 {
    const meaning = this.#plan.meaning(this.record(n).state);
    return isOpen(meaning) && meaning.isActive !== true ? 1 : 0;
  }

  #attemptsOf(record: StepRecord): number {
    return Number(this.#isActive(record)) + Number(record.ending !== null);
  }

  #isActive({ state }: StepRecord): boolean {
    return this.#plan.meaning(state).isActive === true;
  }

  #needsAttention(n: number, { isIgnored }: StateMeaning): boolean {
    return isIgnored !== true || !(this.#plan.step(n).policy.skipProgenyOnFailure || this.#plan.handlersOf(n) !== undefined);
  }
}

function isOpen({ isDone, isIgnored }: StateMeaning): boolean {
  return isDone === undefined && isIgnored === undefined;
}

function initialRecords({ dag }: Plan): StepRecord[] {
  return dag.order.map(({ policy }) => initialRecord(policy));
}
