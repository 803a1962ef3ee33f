import { goThrough, inOrder } from '../in-order.js';
import type { Cause, StateMeaning, TransitionRow } from '../transitions.js';
import { endEffects, freshAttempt, startEffects } from './attempt-effects.js';
import { type EdgeChanges, type FailurePair, leftOutBranch } from './edges.js';
import type { AttemptRef, Effect } from './effects.js';
import type { Ledger } from './ledger.js';
import type { Plan } from './plan.js';
import type { DecidedBy, StepChange, StepRecord } from './record.js';
import { Settlings } from './settlings.js';
import { checkStart, hasFailed, isUntriggered, mayRun } from './start-check.js';

/** When an event happened, and who wanted it. */
export interface Occasion {
  readonly at: number;
  readonly by: DecidedBy | null;
}

/** What goes along with a move. */
export interface MoveDetails {
  /** What is put into the step's record beside what the row says. */
  readonly values?: Partial<StepRecord>;
  /** Whether the attempt that is left is gone already: it need not be ended. @default false */
  readonly isGone?: boolean;
  /** Why it is ended, where it is. @default the new cause */
  readonly reason?: Cause;
}

/**
 * One event being worked into a trail: moves steps along rows of the table, follows up what that leads to, and collects what was
 * changed and what is to be done in the world.
 *
 * Invariants
 *   T1. A step becomes active only when it is reached, the trail was started and is not shutting down, no attempt of it is ending, its
 *       wait is over, and there is a slot for it.
 *   T2. Every step to which something happened is looked at once afterwards, in the order of happening; no other step is, but for those
 *       that wait for a slot that is free now.
 */
export class Turn {
  readonly plan: Plan;
  readonly ledger: Ledger;
  readonly at: number;
  readonly changes: StepChange[] = [];
  readonly effects: Effect[] = [];
  readonly #by: DecidedBy | null;
  readonly #toLookAt: number[] = [];
  /** Steps that may not be reached any longer, or may be in again: which of them is, is seen when all has moved. */
  readonly #toHoldBack: number[] = [];
  readonly #settlings = new Settlings();
  /** Conditions that have failed no longer, and steps that may be in again because of one. */
  #mended: number[] = [];
  readonly #toTakeBack: number[] = [];
  /** Steps that may start if there is a slot for them. */
  #candidates: number[] = [];

  constructor(plan: Plan, ledger: Ledger, { at, by }: Occasion) {
    this.plan = plan;
    this.ledger = ledger;
    this.at = at;
    this.#by = by;
  }

  /** Puts new values into a step's record and notes them. */
  set(change: StepChange): void {
    this.changes.push(change);
    this.#followEdges(this.ledger.set(change));
  }

  /** Moves a step along a row, unless it is in a state the row does not lead out of. */
  move(n: number, row: TransitionRow, details: MoveDetails = {}): void {
    const before = this.ledger.record(n);
    if (!row.from.includes(before.state)) return;
    const was = this.plan.meaning(before.state);
    const is = row.to === undefined ? was : this.plan.meaning(row.to);
    const opens = is.isActive === true && was.isActive !== true;
    if (opens) checkStart(this, n);
    this.set(this.#changeAlong(row, n, opens ? freshAttempt(this, n, before) : details.values));
    if (opens) this.effects.push(...startEffects(this, { n, attempt: before.attempt + 1 }));
    if (was.isActive === true && is.isActive !== true) this.#closeAttempt(n, details);
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

  /** Follows up what has moved, until nothing moves any more: all that an event moves by itself has moved by now. */
  settle(): void {
    const backward = [
      inOrder(this.#toHoldBack, (n) => this.#holdBack(n)),
      inOrder(this.#settlings.unsettled, (pair) => this.#openHandler(pair)),
      () => this.#takeBackBranches(),
      inOrder(this.#toTakeBack, (n) => this.#takeBack(n)),
    ];
    const forward = [inOrder(this.#toLookAt, (n) => this.#look(n)), () => this.#giveOutSlots()];
    // All that goes back does so before anything goes on: or it would depend on chance who has kept their place meanwhile.
    while (goThrough(backward) || goThrough(forward));
  }

  /** Has an attempt ended that is not wanted any longer, and given up after its grace. */
  endAttempt(attempt: AttemptRef, reason: Cause): void {
    this.effects.push(...endEffects(this, attempt, reason));
  }

  #look(n: number): void {
    const { state, ending, until, cause } = this.ledger.record(n);
    if (!this.ledger.isReached(n)) return;
    const untriggered = this.plan.rowOn('untriggered', state);
    if (untriggered !== undefined && isUntriggered(this, n)) return this.#skipUntriggered(n, untriggered);
    const row = this.plan.rowOn('reached', state);
    if (row === undefined) return;
    if (!this.plan.startsWhenReached(state)) return this.move(n, row);
    if (!mayRun(this) || (until !== null && until > this.at)) return;
    // Its wait is over, though the timer may not have been heard yet.
    if (until !== null) this.set({ n, until: null });
    if (ending === null) return this.ledger.slots.isLimited(n) ? void this.#candidates.push(n) : this.move(n, row);
    if (cause !== 'previous attempt ending') this.set({ n, cause: 'previous attempt ending' });
  }

  /** First come, first served: those in the line before those that came in this turn, and these by their numbers. */
  #giveOutSlots(): boolean {
    const { slots } = this.ledger;
    const arrived = [...new Set(this.#candidates)].filter((n) => !slots.isWaiting(n)).sort((a, b) => a - b);
    this.#candidates = [];
    if (!mayRun(this) || !(slots.takeFreed() || arrived.length > 0)) return false;
    for (let n = slots.next(); n !== null; n = slots.next()) this.#startFromLine(n);
    for (const n of arrived) {
      if (slots.hasRoomFor(n)) this.#startReached(n);
      else this.set({ n, cause: 'slot' });
    }
    return true;
  }

  #startFromLine(n: number): void {
    this.#startReached(n);
    // One that cannot start, whatever kept it in the line, must not keep the others there.
    this.ledger.slots.setWaiting(n, false);
  }

  #startReached(n: number): void {
    const { state } = this.ledger.record(n);
    const row = this.plan.rowOn('reached', state);
    if (row !== undefined && this.plan.startsWhenReached(state) && this.ledger.isReached(n)) this.move(n, row);
  }

  #skipUntriggered(n: number, row: TransitionRow): void {
    const failing = this.plan.failingOf(n) ?? [];
    const isAnyDone = failing.some((one) => this.plan.meaning(this.ledger.record(one).state).isDone === true);
    this.move(n, row, isAnyDone ? {} : { values: { cause: 'unreachable' } });
  }

  #changeAlong(row: TransitionRow, n: number, values: Partial<StepRecord> | undefined): StepChange {
    const before = this.ledger.record(n);
    const change: { -readonly [K in keyof StepChange]: StepChange[K] } = { n };
    if (row.to !== undefined && row.to !== before.state) {
      change.state = row.to;
      change.since = this.at;
      // Whoever lets a step run lets it be retried as often as at first.
      const isCall = row.on === 'step call' || row.on === 'trail call';
      if (before.tries > 0 && isCall && this.plan.startsWhenReached(row.to)) change.tries = 0;
    }
    if (row.cause !== undefined) this.#changeCause(change, row.cause, before);
    if (row.pauseOnFail !== undefined) change.pauseOnFail = row.pauseOnFail;
    return values === undefined ? change : Object.assign(change, values);
  }

  /** With the cause goes who gave it, and until when. */
  #changeCause(change: { -readonly [K in keyof StepChange]: StepChange[K] }, cause: Cause | null, before: StepRecord): void {
    const by = cause === 'operator' ? this.#by : null;
    change.cause = cause;
    if (by !== null || before.by !== null) change.by = by;
    if (before.until !== null) change.until = null;
  }

  #closeAttempt(n: number, { isGone = false, reason }: MoveDetails): void {
    const { attempt, prompts, cause } = this.ledger.record(n);
    const isAnyOpen = prompts.some(({ status }) => status === 'open');
    if (isAnyOpen)
      this.set({ n, prompts: prompts.map((prompt) => (prompt.status === 'open' ? { ...prompt, status: 'ended' } : prompt)) });
    if (isGone) return;
    this.set({ n, ending: attempt });
    this.endAttempt({ n, attempt }, reason ?? cause ?? 'operator');
  }

  #followUp(n: number, was: StateMeaning, is: StateMeaning): void {
    const isCondition = this.plan.step(n).policy.skipProgenyOnFailure;
    const failed = (meaning: StateMeaning) => isCondition && meaning.isFailure === true && meaning.isIgnored === true;
    if (failed(is)) this.#leaveOutBranch(n);
    else if (failed(was)) this.#mended.push(n);
    this.lookAt(n);
  }

  /** The branch of a failed condition is left out at once, reached or not. */
  #leaveOutBranch(n: number): void {
    for (const member of leftOutBranch(this.plan, n)) {
      const row = this.plan.rowOn('condition', this.ledger.record(member).state);
      if (row !== undefined) this.move(member, row);
    }
  }

  /** What another failed condition leaves out too stays out: which do is asked once for all that have failed no longer. */
  #takeBackBranches(): boolean {
    if (this.#mended.length === 0) return false;
    const branchesOf = (conditions: readonly number[]) => conditions.flatMap((n) => [...leftOutBranch(this.plan, n)]);
    const conditions = this.plan.dag.order.filter((step) => step.policy.skipProgenyOnFailure && hasFailed(this, step.n));
    const stillOut = new Set(branchesOf(conditions.map(({ n }) => n)));
    this.#toTakeBack.push(...branchesOf(this.#mended).filter((n) => !stillOut.has(n)));
    this.#mended = [];
    return true;
  }

  #followEdges(changes: EdgeChanges): void {
    for (const n of [...changes.reached, ...changes.handlers]) this.lookAt(n);
    this.#toHoldBack.push(...changes.unreached);
    this.#settlings.note(changes);
  }

  /** What a step has by being reached it loses with that. */
  #holdBack(n: number): void {
    if (this.ledger.isReached(n)) return;
    const { state, cause } = this.ledger.record(n);
    const row = this.plan.rowOn('unreached', state);
    if (row !== undefined) this.move(n, row);
    else if (cause === 'slot') this.set({ n, cause: null });
  }

  /** A handler that was left out for want of a failure may have one yet. */
  #openHandler(pair: FailurePair): void {
    const { cause } = this.ledger.record(pair.handler);
    const isOpen = this.#settlings.wasSettled(pair) && !this.ledger.edges.isSettled(pair.failing);
    if (isOpen && (cause === 'condition' || cause === 'unreachable'))
      this.move(pair.handler, this.plan.table.rows.take_back_skip);
  }

  /** What was left out because of a failure is in again. */
  #takeBack(n: number): void {
    if (this.ledger.record(n).cause !== 'condition') return;
    this.move(n, this.plan.table.rows.take_back_skip);
    this.move(n, this.plan.table.rows.take_back_block);
  }
}
