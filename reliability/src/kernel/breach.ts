/** A promise that was found broken. */
export class Breach extends Error {
  /** Its number in the list of invariants; 0 for a difference from the specification that no invariant names. */
  readonly invariant: number;

  constructor(invariant: number, what: string) {
    super(`invariant ${invariant}: ${what}`);
    this.name = 'Breach';
    this.invariant = invariant;
  }
}

/** Checks a promise. `what` is asked only when it is broken. */
export function promise(invariant: number, holds: boolean, what: () => string): asserts holds {
  if (!holds) throw new Breach(invariant, what());
}

/** What was thrown, as a breach: a trail that breaks one of its own rules and ends is one too. */
export function asBreach(thrown: unknown): Breach {
  if (thrown instanceof Breach) return thrown;
  return new Breach(32, `the trail threw: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
}
