import { StepState } from '../../src/states.js';
import type { Trail } from '../../src/trail/trail.js';

const { Running, Succeeded, Failed, Skipped, Blocked } = StepState;

/** Which state each step is in. */
type StateOf = (n: number) => StepState;

export function isDone(state: StepState): boolean {
  return state === Succeeded || state === Skipped;
}

export function isIgnored(state: StepState): boolean {
  return state === Failed || state === Blocked;
}

/** Works out the slow way, from the definitions of the words alone, which steps are reached and which cannot be. */
export class Reach {
  readonly #parents: readonly (readonly number[])[];
  readonly #handlers: readonly ReadonlySet<number>[];
  /** What the failure of each condition leaves out. */
  readonly #leftOut: ReadonlyMap<number, ReadonlySet<number>>;
  /** The conditions whose failure leaves out each step. */
  readonly #conditionsOf: readonly (readonly number[])[];
  readonly #stateOf: StateOf;
  #unreachable: readonly boolean[] = [];

  /** @param trail - of which just the definition is asked */
  constructor(trail: Pick<Trail, 'steps' | 'dag' | 'failureEdges'>, stateOf: StateOf) {
    this.#stateOf = stateOf;
    this.#parents = trail.steps.map((step) => trail.dag.parents(step).map(({ n }) => n));
    this.#handlers = trail.steps.map(({ n }) => new Set(trail.failureEdges.filter(([from]) => from === n).map(([, to]) => to)));
    const conditions = trail.steps.filter(({ policy }) => policy.skipProgenyOnFailure);
    this.#leftOut = new Map(conditions.map(({ n }) => [n, this.#leftOutBy(n)]));
    this.#conditionsOf = trail.steps.map(({ n }) => [...this.#leftOut].filter(([, branch]) => branch.has(n)).map(([one]) => one));
    this.refresh();
  }

  /** Takes in that states have changed. */
  refresh(): void {
    const unreachable: boolean[] = [];
    this.#unreachable = unreachable;
    // What comes before a step has a lower number.
    this.#parents.forEach((parents, n) => {
      const state = this.#stateOf(n);
      const isOpen = !isDone(state) && !isIgnored(state) && state !== Running;
      unreachable[n] = isOpen && parents.some((parent) => this.#isDead(parent, n));
    });
  }

  /** Whether all edges to a step are met. */
  isReached(n: number): boolean {
    return this.missing(n) === 0;
  }

  /** How many edges to a step are not met. */
  missing(n: number): number {
    return this.parentsOf(n).filter((parent) => !this.isMet(parent, n)).length;
  }

  /** Whether an ordinary edge to a step is dead, and the step neither over nor at work. */
  isUnreachable(n: number): boolean {
    return this.#unreachable[n] === true;
  }

  /** Whether an edge to a step is dead. */
  isCutOff(n: number): boolean {
    return this.parentsOf(n).some((parent) => this.#isDead(parent, n));
  }

  isMet(parent: number, child: number): boolean {
    const state = this.#stateOf(parent);
    if (isDone(state)) return true;
    if (this.isForFailure(parent, child)) return isIgnored(state) || this.isUnreachable(parent);
    return state === Failed && this.#leftOut.get(parent)?.has(child) === false;
  }

  /** Whether a step is there for the failure of others, and none of them has failed. */
  isUntriggered(n: number): boolean {
    const failing = this.failingOf(n);
    return failing.length > 0 && failing.every((one) => this.#stateOf(one) !== Failed);
  }

  /** The steps for whose failure a step is there. */
  failingOf(n: number): readonly number[] {
    return this.parentsOf(n).filter((parent) => this.isForFailure(parent, n));
  }

  isForFailure(parent: number, child: number): boolean {
    return this.#handlers[parent]?.has(child) === true;
  }

  /** Whether a failure of a step is provided for: it is a condition, or another step is there for that. */
  isProvidedFor(n: number): boolean {
    return this.#leftOut.has(n) || this.#handlers[n]?.size !== 0;
  }

  /** The conditions that have failed and leave a step out. */
  leavingOut(n: number, stateOf: StateOf = this.#stateOf): readonly number[] {
    return (this.#conditionsOf[n] as readonly number[]).filter((one) => stateOf(one) === Failed);
  }

  parentsOf(n: number): readonly number[] {
    return this.#parents[n] as readonly number[];
  }

  #isDead(parent: number, child: number): boolean {
    if (this.isForFailure(parent, child)) return false;
    return this.isUnreachable(parent) || (isIgnored(this.#stateOf(parent)) && !this.isMet(parent, child));
  }

  /** The least set that holds the step and every step that has parents, all of them in the set; without what is there for its failure. */
  #leftOutBy(start: number): ReadonlySet<number> {
    const branch = new Set([start]);
    // What comes before a step has a lower number, so that once over all of them is enough.
    this.#parents.forEach((parents, n) => {
      const isInside = parents.length > 0 && parents.every((parent) => branch.has(parent));
      if (isInside && !this.isForFailure(start, n)) branch.add(n);
    });
    branch.delete(start);
    return branch;
  }
}
