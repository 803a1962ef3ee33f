import { keyOfLimit, type Limit } from './limit.js';
import type { Plan } from './plan.js';

interface Counted {
  readonly limit: Limit & { readonly most: number };
  /** Attempts of its steps, under way or being ended. */
  used: number;
}

/** Steps that fall under the same limits: there is room for all of them or for none. */
interface Peers {
  readonly limits: readonly Counted[];
  /** Those that wait, in order of arrival. */
  readonly waiting: Set<number>;
}

/**
 * How many attempts there may be at a time, how many there are, and which steps wait for one of them to end.
 *
 * Invariants
 *   S1. Each count equals what counting over all steps would find.
 *   S2. Of the steps there is room for, the one that came first goes first. To find it one step of each kind of peers is looked at, not
 *       the whole line.
 */
export class Slots {
  readonly #plan: Plan;
  /** By their tags. */
  readonly #limits: Map<string, Counted>;
  /** The steps that wait, in order of arrival, each with the number of its arrival. */
  readonly #line: Map<number, number>;
  #arrivals: number;
  #peers = new Map<string, Peers>();
  /** The peers of each step, once they were asked for. */
  #ofSteps: (Peers | undefined)[] = [];
  #isFreed = true;

  constructor(plan: Plan, copyOf?: Slots) {
    this.#plan = plan;
    const before = copyOf === undefined ? plan.limits.flatMap(counted) : [...copyOf.#limits.values()].map((one) => ({ ...one }));
    this.#limits = new Map(before.map((one) => [keyOfLimit(one.limit), one]));
    this.#line = new Map(copyOf === undefined ? [] : copyOf.#line);
    this.#arrivals = copyOf === undefined ? 0 : copyOf.#arrivals;
    this.#lineUp();
  }

  /** The limits there are. */
  get limits(): readonly Limit[] {
    return [...this.#limits.values()].map(({ limit }) => limit);
  }

  /** The steps that wait for a slot, in order of arrival. */
  get line(): readonly number[] {
    return [...this.#line.keys()];
  }

  /** Whether step `n` may have to wait for a slot. */
  isLimited(n: number): boolean {
    return this.#limits.size > 0 && this.#peersOf(n).limits.length > 0;
  }

  /** Whether there is room for another attempt of step `n`. */
  hasRoomFor(n: number): boolean {
    return this.#limits.size === 0 || hasRoom(this.#peersOf(n));
  }

  /** Whether step `n` stands in the line. */
  isWaiting(n: number): boolean {
    return this.#line.has(n);
  }

  /** The step of those in the line that may go on first; `null` if there is room for none. */
  next(): number | null {
    let next: number | null = null;
    for (const peers of this.#peers.values()) {
      const [first] = peers.waiting;
      if (first === undefined || !hasRoom(peers)) continue;
      if (next === null || this.#arrivalOf(first) < this.#arrivalOf(next)) next = first;
    }
    return next;
  }

  /** Whether there may be room since this was asked last. */
  takeFreed(): boolean {
    const isFreed = this.#isFreed;
    this.#isFreed = false;
    return isFreed;
  }

  /** Sets, changes or takes away a limit. @param usedBy - how many attempts a step has under way or being ended */
  set({ tags, most }: Limit, usedBy: (n: number) => number): void {
    const key = keyOfLimit({ tags });
    this.#limits.delete(key);
    if (most !== null) {
      const steps = this.#plan.dag.order.filter((step) => step.matches(tags));
      this.#limits.set(key, { limit: { tags, most }, used: steps.reduce((sum, { n }) => sum + usedBy(n), 0) });
    }
    this.#lineUp();
  }

  /** Takes in that a step has more or fewer attempts than before. */
  count(n: number, by: number): void {
    if (by === 0 || this.#limits.size === 0) return;
    for (const one of this.#peersOf(n).limits) one.used += by;
    if (by < 0) this.#isFreed = true;
  }

  /** Has a step stand in the line, or leave it. */
  setWaiting(n: number, isWaiting: boolean): void {
    if (isWaiting === this.#line.has(n)) return;
    const { waiting } = this.#peersOf(n);
    if (isWaiting) {
      this.#arrivals += 1;
      this.#line.set(n, this.#arrivals);
      waiting.add(n);
    } else {
      this.#line.delete(n);
      waiting.delete(n);
    }
  }

  /** Finds anew who falls under which limits: those have changed. */
  #lineUp(): void {
    this.#isFreed = true;
    this.#peers = new Map();
    this.#ofSteps = [];
    for (const n of this.#line.keys()) this.#peersOf(n).waiting.add(n);
  }

  #peersOf(n: number): Peers {
    const known = this.#ofSteps[n];
    if (known !== undefined) return known;
    const limits = [...this.#limits].filter(([, { limit }]) => this.#plan.step(n).matches(limit.tags));
    const key = limits.map(([tags]) => tags).join();
    const peers = this.#peers.get(key) ?? { limits: limits.map(([, one]) => one), waiting: new Set() };
    this.#peers.set(key, peers);
    this.#ofSteps[n] = peers;
    return peers;
  }

  #arrivalOf(n: number): number {
    return this.#line.get(n) ?? 0;
  }
}

function hasRoom({ limits }: Peers): boolean {
  return limits.every(({ limit, used }) => used < limit.most);
}

function counted({ tags, most }: Limit): readonly Counted[] {
  return most === null ? [] : [{ limit: { tags, most }, used: 0 }];
}
