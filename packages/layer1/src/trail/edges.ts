import { branchOf, Frontier } from '@autotrail/core';
import type { StateMeaning } from '../transitions.js';
import type { Plan } from './plan.js';

/** What changed for other steps when one did. */
export interface EdgeChanges {
  /** Steps that are reached by it. */
  readonly reached: readonly number[];
  /** Steps that no longer are. */
  readonly unreached: readonly number[];
  /** Handlers of steps that are settled, now or as before. */
  readonly handlers: readonly number[];
  /** Steps that are settled now, each with a handler of it. */
  readonly settled: readonly FailurePair[];
  /** Steps that are not settled any longer, each with a handler of it. */
  readonly unsettled: readonly FailurePair[];
}

/** A step, and one that is there for its failure. */
export interface FailurePair {
  readonly failing: number;
  readonly handler: number;
}

/** What mostly changes. */
export const NO_CHANGES: EdgeChanges = { reached: [], unreached: [], handlers: [], settled: [], unsettled: [] };

interface Collected {
  readonly reached: number[];
  readonly unreached: number[];
  readonly handlers: number[];
  readonly settled: FailurePair[];
  readonly unsettled: FailurePair[];
  /** Steps whose edges are to be looked at because they have become unreachable, or no longer are. */
  readonly next: number[];
}

/**
 * Which steps are reached, and which can no longer be.
 *
 * An ordinary edge is met while the step it leads on from is done; that of a failed condition as well, but for edges to the branch its
 * failure leaves out. It is dead while that step is given up or unreachable. The edge of a failure pair is met while its step is
 * settled: done, given up or unreachable; it is never dead.
 *
 * Invariants
 *   E1. Everything here is a function of the states of the steps, whatever way they came there: an edge that was met may be unmet again.
 *   E2. A step is reached exactly while all edges to it are met, and unreachable while one is dead and its own state leaves that open.
 */
export class Edges {
  readonly #plan: Plan;
  readonly #meaningOf: (n: number) => StateMeaning;
  readonly #frontier: Frontier;
  readonly #isDead: Uint8Array;
  /** How many edges to a step are dead. */
  readonly #dead: Int32Array;

  constructor(plan: Plan, meaningOf: (n: number) => StateMeaning, copyOf?: Edges) {
    this.#plan = plan;
    this.#meaningOf = meaningOf;
    this.#frontier = copyOf === undefined ? new Frontier(plan.dag) : copyOf.#frontier.fork();
    this.#isDead = copyOf === undefined ? new Uint8Array(plan.dag.edgeCount) : copyOf.#isDead.slice();
    this.#dead = copyOf === undefined ? new Int32Array(plan.dag.size) : copyOf.#dead.slice();
  }

  isReached(n: number): boolean {
    return this.#frontier.isReached(n);
  }

  /** How many edges to a step are not met. */
  unmetCount(n: number): number {
    return this.#frontier.unmetCount(n);
  }

  /** Whether something before a step that has not come to an end will not lead on to it, unless somebody sees to that. */
  isUnreachable(n: number): boolean {
    if (this.#dead[n] === 0) return false;
    const { isDone, isIgnored, isActive } = this.#meaningOf(n);
    return isDone !== true && isIgnored !== true && isActive !== true;
  }

  /** Whether a step is over, or will not be run unless somebody sees to that. */
  isSettled(n: number): boolean {
    const { isDone, isIgnored } = this.#meaningOf(n);
    return isDone === true || isIgnored === true || this.isUnreachable(n);
  }

  /** How often the frontier looked at a step. */
  get looks(): number {
    return this.#frontier.looks;
  }

  /** Takes in that a step has come to another state. */
  update(n: number, was: StateMeaning): EdgeChanges {
    const is = this.#meaningOf(n);
    const isSame = is.isDone === was.isDone && is.isIgnored === was.isIgnored && is.isFailure === was.isFailure;
    if (isSame && (this.#dead[n] === 0 || is.isActive === was.isActive)) return NO_CHANGES;
    const changes: Collected = { ...empty(), next: [n] };
    for (let place = 0; place < changes.next.length; place++) this.#lookAtEdges(changes.next[place] as number, changes);
    return changes;
  }

  #lookAtEdges(n: number, changes: Collected): void {
    const { offsets, targets } = this.#plan.dag.outgoing;
    const { isDone, isIgnored } = this.#meaningOf(n);
    const handlers = this.#plan.handlersOf(n);
    const leadsNowhere = isIgnored === true || this.isUnreachable(n);
    const leftOut = this.#isFailedCondition(n) ? leftOutBranch(this.#plan, n) : undefined;
    for (let edge = offsets[n] as number; edge < (offsets[n + 1] as number); edge++) {
      const target = targets[edge] as number;
      const isForFailure = handlers?.has(target) === true;
      const leadsOn = isDone === true || (isForFailure ? leadsNowhere : leftOut !== undefined && !leftOut.has(target));
      const unmet = this.#frontier.unmetCount(target);
      this.#setMet(edge, leadsOn, changes);
      this.#setDead(edge, !leadsOn && leadsNowhere, { target, changes });
      if (isForFailure) noteHandler({ failing: n, handler: target }, this.#frontier.unmetCount(target) - unmet, changes);
    }
  }

  #setMet(edge: number, isMet: boolean, { reached, unreached }: Collected): void {
    const target = isMet ? this.#frontier.meet(edge) : this.#frontier.unmeet(edge);
    if (target !== null) (isMet ? reached : unreached).push(target);
  }

  #setDead(edge: number, isDead: boolean, { target, changes }: { readonly target: number; readonly changes: Collected }): void {
    if ((this.#isDead[edge] === 1) === isDead) return;
    const was = this.isUnreachable(target);
    this.#isDead[edge] = isDead ? 1 : 0;
    this.#dead[target] = (this.#dead[target] as number) + (isDead ? 1 : -1);
    if (this.isUnreachable(target) !== was) changes.next.push(target);
  }

  #isFailedCondition(n: number): boolean {
    const { isFailure, isIgnored } = this.#meaningOf(n);
    return isFailure === true && isIgnored === true && this.#plan.step(n).policy.skipProgenyOnFailure;
  }
}

function empty(): Omit<Collected, 'next'> {
  return { reached: [], unreached: [], handlers: [], settled: [], unsettled: [] };
}

/** @param by - how many more edges to the handler are unmet than before */
function noteHandler(pair: FailurePair, by: number, { handlers, settled, unsettled }: Collected): void {
  if (by > 0) unsettled.push(pair);
  else handlers.push(pair.handler);
  if (by < 0) settled.push(pair);
}

/** What the failure of a condition leaves out: all that can be reached only by its success. Without the condition itself. */
export function leftOutBranch(plan: Plan, condition: number): ReadonlySet<number> {
  return new Set(branchOf(plan.dag, condition, plan.handlersOf(condition)).slice(1));
}
