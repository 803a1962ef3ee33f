/** Picks out what has changed since it was last asked. */
export class ChangedStatuses<S extends { readonly n: number }> {
  #seen: ReadonlyMap<number, string> = new Map();

  /** Those of the statuses that are new, or not what they were. One that is left out counts as new when it comes again. */
  among(statuses: readonly S[]): readonly S[] {
    const now = new Map(statuses.map((status) => [status.n, JSON.stringify(status)]));
    const changed = statuses.filter(({ n }) => now.get(n) !== this.#seen.get(n));
    this.#seen = now;
    return changed;
  }
}
