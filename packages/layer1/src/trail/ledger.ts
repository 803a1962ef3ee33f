import { branchesOf, Frontier, type JsonValue } from '@autotrail/core';
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
 *   L1. Each count equals what counting over all steps would find: `set` and `meetEdges` keep them up to date.
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

  /** {@link set}, for a change that was decided before: meets by itself the edges that were met then. */
  fold(change: StepChange): void {
    const was = this.#plan.meaning(this.record(change.n).state);
    this.set(change);
    const is = this.#plan.meaning(this.record(change.n).state);
    if (is.isDone === true && was.isDone !== true) this.meetEdges(change.n);
    if (is.isFailure === true && is.isIgnored === true && this.#isCondition(change.n))
      this.meetEdges(change.n, this.branchOf(change.n));
  }

  /** Marks the edges leading on from a step as met, but for those to `except`. Answers the steps reached by this. */
  meetEdges(n: number, except?: ReadonlySet<number>): readonly number[] {
    const { offsets, targets } = this.#plan.dag.outgoing;
    const reached: number[] = [];
    for (let edge = offsets[n] as number; edge < (offsets[n + 1] as number); edge++) {
      const target = except?.has(targets[edge] as number) === true ? null : this.#frontier.meet(edge);
      if (target === null) continue;
      reached.push(target);
      if (this.#isOpen(this.record(target))) this.#counts.open += 1;
    }
    return reached;
  }

  /** What stands or falls with a step, without the step itself. */
  branchOf(n: number): ReadonlySet<number> {
    const branch = new Set(branchesOf(this.#plan.dag, [n]));
    branch.delete(n);
    return branch;
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
    return isFailure === true && !(isIgnored === true && this.#isCondition(n));
  }

  #isCondition(n: number): boolean {
    return this.#plan.step(n).policy.skipProgenyOnFailure;
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
