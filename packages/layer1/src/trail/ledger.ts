import { Frontier, type JsonValue } from '@autotrail/core';
import { MessageLog } from './message-log.js';
import type { Plan } from './plan.js';
import { initialRecord, openPrompts, type StepChange, type StepRecord, withChange } from './record.js';

/** What a trail waits for, counted. */
export interface Counts {
  /** Reached steps that are neither done nor ignored. */
  readonly open: number;
  /** Attempts that were ended but are not gone. */
  readonly ending: number;
  /** Open prompts. */
  readonly prompts: number;
  /** Steps whose failure somebody should look at: those paused due to it, and those Failed that are no condition. */
  readonly failures: number;
}

/**
 * What is the case in a trail: every step's record, which steps are reached, and counts of what it waits for. Decides nothing.
 *
 * Invariants
 *   L1. Each count equals what counting over all steps would find: `set` and `meet` keep them up to date.
 *   L2. Records are replaced, never changed, so that a fork shares them with its origin.
 */
export class Ledger {
  readonly #plan: Plan;
  readonly #records: StepRecord[];
  readonly #frontier: Frontier;
  readonly #outputs: Map<number, MessageLog>;
  /** Logs that are shared with a fork or an origin, and copied before they are written to. */
  #sharedOutputs: ReadonlySet<MessageLog>;
  /** Whether the trail was started, and whether it is shutting down. */
  readonly flags: { isStarted: boolean; isShuttingDown: boolean };
  readonly #counts: { -readonly [K in keyof Counts]: Counts[K] };

  constructor(plan: Plan, copyOf?: Ledger) {
    this.#plan = plan;
    this.#records = copyOf === undefined ? initialRecords(plan) : copyOf.#records.slice();
    this.#frontier = copyOf === undefined ? new Frontier(plan.dag) : copyOf.#frontier.fork();
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

  record(n: number): StepRecord {
    return this.#records[n] as StepRecord;
  }

  isReached(n: number): boolean {
    return this.#frontier.isReached(n);
  }

  /** How often the frontier looked at a step. */
  get looks(): number {
    return this.#frontier.looks;
  }

  /** Puts new values into a step's record. */
  set(change: StepChange): void {
    const { n } = change;
    const before = this.record(n);
    const after = withChange(before, change);
    this.#tally(n, before, -1);
    this.#records[n] = after;
    this.#tally(n, after, +1);
  }

  /** Marks an edge as met. Answers the step reached by this, if any. */
  meet(edge: number): number | null {
    const reached = this.#frontier.meet(edge);
    if (reached !== null && this.#isOpen(this.record(reached))) this.#counts.open += 1;
    return reached;
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

  /** An independent copy. */
  fork(): Ledger {
    this.#sharedOutputs = new Set(this.#outputs.values());
    return new Ledger(this.#plan, this);
  }

  #tally(n: number, record: StepRecord, by: 1 | -1): void {
    if (this.#isOpen(record) && this.isReached(n)) this.#counts.open += by;
    if (record.ending !== null) this.#counts.ending += by;
    this.#counts.prompts += by * openPrompts(record).length;
    if (this.#needsAttention(n, record)) this.#counts.failures += by;
  }

  #isOpen(record: StepRecord): boolean {
    const { isDone, isIgnored } = this.#plan.meaning(record.state);
    return isDone === undefined && isIgnored === undefined;
  }

  #needsAttention(n: number, record: StepRecord): boolean {
    const { isFailure, isIgnored } = this.#plan.meaning(record.state);
    const isCondition = isIgnored === true && this.#plan.step(n).policy.skipProgenyOnFailure;
    return isFailure === true && !isCondition;
  }
}

function initialRecords({ dag }: Plan): StepRecord[] {
  // Steps with the same policy begin with the very same record: a million fresh steps cost a million references.
  const records = new Map<unknown, StepRecord>();
  return dag.order.map(({ policy }) => {
    const record = records.get(policy) ?? initialRecord(policy);
    records.set(policy, record);
    return record;
  });
}
