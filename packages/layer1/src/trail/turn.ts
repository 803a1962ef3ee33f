import { branchesOf } from '@autotrail/core';
import type { TransitionRow } from '../transitions.js';
import type { Effect } from './effects.js';
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
  move(n: number, row: TransitionRow, values: Partial<StepRecord> = {}): void {
    const before = this.ledger.record(n);
    if (!row.from.includes(before.state)) return;
    const wasActive = this.#isActive(before);
    this.set({ n, ...valuesOf(row, before, this.at), ...values });
    const after = this.ledger.record(n);
    if (wasActive && !this.#isActive(after)) this.#closeAttempt(n, row);
    if (!wasActive && this.#isActive(after)) this.#openAttempt(n);
    if (after.state !== before.state) this.#followUp(n, before, after);
  }

  /** Has a step looked at before the turn ends. */
  lookAt(n: number): void {
    this.#toLookAt.push(n);
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

  #isActive(record: StepRecord): boolean {
    return this.plan.meaning(record.state).isActive === true;
  }

  #openAttempt(n: number): void {
    const attempt = this.ledger.record(n).attempt + 1;
    this.set({ n, attempt, returnValue: null, prompts: [], inputMessages: [] });
    this.effects.push({ type: 'start', n, attempt });
  }

  #closeAttempt(n: number, row: TransitionRow): void {
    const { attempt, prompts, cause } = this.ledger.record(n);
    const isAnyOpen = prompts.some(({ status }) => status === 'open');
    if (isAnyOpen)
      this.set({ n, prompts: prompts.map((prompt) => (prompt.status === 'open' ? { ...prompt, status: 'ended' } : prompt)) });
    if (row.on === 'attempt') return;
    this.set({ n, ending: attempt });
    this.effects.push({ type: 'end', n, attempt, reason: cause ?? 'operator' });
    const at = this.at + this.plan.step(n).policy.graceMs;
    this.effects.push({ type: 'timer', timer: { kind: 'grace', n, attempt }, at });
  }

  #followUp(n: number, before: StepRecord, after: StepRecord): void {
    const was = this.plan.meaning(before.state);
    const is = this.plan.meaning(after.state);
    if (is.isDone === true && was.isDone !== true) this.#meetEdges(n, () => true);
    if (is.isFailure === true && is.isIgnored === true && this.plan.step(n).policy.skipProgenyOnFailure) this.#failCondition(n);
    this.lookAt(n);
  }

  /** Toward steps outside its branch a failed condition counts as done; its branch is left out at once, reached or not. */
  #failCondition(n: number): void {
    const branch = new Set(branchesOf(this.plan.dag, [n]));
    branch.delete(n);
    for (const member of branch) {
      const row = this.plan.onCondition(this.ledger.record(member).state);
      if (row !== undefined) this.move(member, row);
    }
    this.#meetEdges(n, (child) => !branch.has(child));
  }

  #meetEdges(n: number, isMet: (child: number) => boolean): void {
    const { offsets, targets } = this.plan.dag.outgoing;
    for (let edge = offsets[n] as number; edge < (offsets[n + 1] as number); edge++) {
      const reached = isMet(targets[edge] as number) ? this.ledger.meet(edge) : null;
      if (reached !== null) this.lookAt(reached);
    }
  }
}

function valuesOf(row: TransitionRow, before: StepRecord, at: number): Partial<StepRecord> {
  return {
    ...(row.to !== undefined && row.to !== before.state && { state: row.to, since: at }),
    ...(row.cause !== undefined && { cause: row.cause }),
    ...(row.pauseOnFail !== undefined && { pauseOnFail: row.pauseOnFail }),
  };
}
