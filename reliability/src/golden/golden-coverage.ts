import type { JournalRecord, Trail } from '@autotrail/layer1';
import { Cells } from '../kernel/cells.js';
import { Image } from '../kernel/image.js';

/** Counts what journals are made of: what is in none of them is not proved to be readable. */
export class GoldenCoverage {
  /** Events of the trail by what they met: the rows of the transition table are among them. */
  readonly cells = new Cells();
  readonly #types = new Map<JournalRecord['event']['type'], number>();

  /** Counts a record, before it is folded. */
  count({ event, ...record }: JournalRecord, trail: Trail): void {
    this.#types.set(event.type, this.countOf(event.type) + 1);
    if (event.type !== 'created') this.cells.count(new Image().load(trail), event, { ...record, event, effects: [] });
  }

  /** How many events there were of a type. */
  countOf(type: JournalRecord['event']['type']): number {
    return this.#types.get(type) ?? 0;
  }

  /** Records in all. */
  get records(): number {
    return [...this.#types.values()].reduce((sum, count) => sum + count, 0);
  }

  /** By type, how many events there were. */
  get byType(): ReadonlyMap<string, number> {
    return this.#types;
  }
}
