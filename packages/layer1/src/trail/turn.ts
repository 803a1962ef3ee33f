import { holdInvariant } from '../invariant.js';
import type { Cause, StateMeaning, TransitionRow } from '../transitions.js';
import type { AttemptRef, Effect } from './effects.js';
import type { Ledger } from './ledger.js';
import type { Plan } from './plan.js';
import type { StepChange, StepRecord } from './record.js';

/**
 * One event being worked into a trail: moves steps along rows of the table, follows up what that leads to, and collects what was
 * changed and what is to be done in the world.
 *
 * Invariants
 *   T1. A step becomes active only when it is reached, the trail was started and is not shutting down, and no attempt of it is ending.
 *   T2. Every step to which something happened is looked at once afterwards, in the order of happening; no other step is.
 */
export class Turn {
  readonly plan: Plan;
  readonly ledger: Ledger;
  readonly at: number;
  readonly changes: StepChange[] = [];
  readonly effects: Effect[] = [];
  readonly #toLookAt: number[] = [];

  constructor(plan: Plan, ledger: Ledger, at: number) {
    this.plan = plan;
    this.ledger = ledger;
    this.at = at;
  }

  /** Puts new values into a step's record and notes them. */
  set(change: StepChange): void {
    this.ledger.set(change);
    this.changes.push(change);
  }

  /** Moves a step along a row, unless it is in a state the row does not lead out of. `values` go into its record as well. */
  move(n: number, row: TransitionRow, values?: Partial<StepRecord>): void {
    const before = this.ledger.record(n);
    if (!row.from.includes(before.state)) return;
    const was = this.plan.meaning(before.state);
    const is = row.to === undefined ? was : this.plan.meaning(row.to);
    const opens = is.isActive === true && was.isActive !== true;
    if (opens) this.#checkStart(n, before);
    this.set(this.#changeAlong(row, n, opens ? freshAttempt(before) : values));
    if (opens) this.effects.push({ type: 'start', n, attempt: before.attempt + 1 });
    if (was.isActive === true && is.isActive !== true) this.#closeAttempt(n, row);
    if (row.to !== undefined && row.to !== before.state) this.#followUp(n, was, is);
  }

  /** Has a step looked at before the turn ends. */
  lookAt(n: number): void {
    this.#toLookAt.push(n);
  }

  /** Has every step looked at that is reached, in order of `n`. */
  lookAtReached(): void {
    for (let n = 0; n < this.plan.dag.size; n++) if (this.ledger.isReached(n)) this.lookAt(n);
  }

  /** Looks at every step to which something happened, until nothing moves any more. */
  settle(): void {
    for (let next = 0; next < this.#toLookAt.length; next++) this.#look(this.#toLookAt[next] as number);
  }

  #look(n: number): void {
    const { state, ending } = this.ledger.record(n);
    const row = this.ledger.isReached(n) ? this.plan.onReached(state) : undefined;
    if (row === undefined) return;
    const needsAttempt = row.to !== undefined && this.plan.meaning(row.to).isActive === true;
    if (needsAttempt && !(this.ledger.flags.isStarted && !this.ledger.flags.isShuttingDown)) return;
    if (!needsAttempt || ending === null) this.move(n, row);
    else this.set({ n, cause: 'previous attempt ending' });
  }

  #changeAlong(row: TransitionRow, n: number, values: Partial<StepRecord> | undefined): StepChange {
    const change: { -readonly [K in keyof StepChange]: StepChange[K] } = { n };
    if (row.to !== undefined && row.to !== this.ledger.record(n).state) {
      change.state = row.to;
      change.since = this.at;
    }
    if (row.cause !== undefined) change.cause = row.cause;
    if (row.pauseOnFail !== undefined) change.pauseOnFail = row.pauseOnFail;
    return values === undefined ? change : Object.assign(change, values);
  }

  #closeAttempt(n: number, row: TransitionRow): void {
    const { attempt, prompts, cause } = this.ledger.record(n);
    const isAnyOpen = prompts.some(({ status }) => status === 'open');
    if (isAnyOpen)
      this.set({ n, prompts: prompts.map((prompt) => (prompt.status === 'open' ? { ...prompt, status: 'ended' } : prompt)) });
    if (row.on === 'attempt') return;
    this.set({ n, ending: attempt });
    this.endAttempt({ n, attempt }, cause ?? 'operator');
  }

  /** Has an attempt ended that is not wanted any longer, and given up after its grace. */
  endAttempt({ n, attempt }: AttemptRef, reason: Cause): void {
    this.effects.push({ type: 'end', n, attempt, reason });
    const at = this.at + this.plan.step(n).policy.graceMs;
    this.effects.push({ type: 'timer', timer: { kind: 'grace', n, attempt }, at });
  }

  #followUp(n: number, was: StateMeaning, is: StateMeaning): void {
    if (is.isDone === true && was.isDone !== true) this.#meetEdges(n);
    if (is.isFailure === true && is.isIgnored === true && this.plan.step(n).policy.skipProgenyOnFailure) this.#failCondition(n);
    this.lookAt(n);
  }

  /** Toward steps outside its branch a failed condition counts as done; its branch is left out at once, reached or not. */
  #failCondition(n: number): void {
    const branch = this.ledger.branchOf(n);
    for (const member of branch) {
      const row = this.plan.onCondition(this.ledger.record(member).state);
      if (row !== undefined) this.move(member, row);
    }
    this.#meetEdges(n, branch);
  }

  #meetEdges(n: number, except?: ReadonlySet<number>): void {
    for (const reached of this.ledger.meetEdges(n, except)) this.lookAt(reached);
  }

  /** T1, said once more where it matters: whatever led here, a step that must not run does not. */
  #checkStart(n: number, { state, ending }: StepRecord): void {
    const { isStarted, isShuttingDown } = this.ledger.flags;
    holdInvariant(isStarted && !isShuttingDown, 'a step starts only in a trail that was started and is not shutting down');
    holdInvariant(ending === null, 'a step has one attempt at a time');
    holdInvariant(this.plan.onReached(state) !== undefined, 'a step starts only from a state that leads on when it is reached');
    holdInvariant(this.#areParentsDone(n), 'a step starts only when all that comes before it is done');
  }

  #areParentsDone(n: number): boolean {
    const { offsets, targets } = this.plan.dag.incoming;
    for (let edge = offsets[n] as number; edge < (offsets[n + 1] as number); edge++) {
      const parent = targets[edge] as number;
      const { isDone, isFailure, isIgnored } = this.plan.meaning(this.ledger.record(parent).state);
      const isFailedCondition = isFailure === true && isIgnored === true && this.plan.step(parent).policy.skipProgenyOnFailure;
      if (isDone !== true && !isFailedCondition) return false;
    }
    return true;
  }
}

/** What an attempt begins with: its prompts, inputs and return value start anew. */
function freshAttempt({ attempt }: StepRecord): Partial<StepRecord> {
  return { attempt: attempt + 1, returnValue: null, prompts: NONE, inputMessages: NONE };
}

const NONE: readonly never[] = Object.freeze([]);
