import type { JournalRecord, Trail } from '@autotrail/layer1';
import { Cells } from '../kernel/cells.js';
import { Image } from '../kernel/image.js';
import { fieldsOf, GOLDEN_FIELDS } from './golden-fields.js';

/** Counts what journals are made of: what is in none of them is not proved to be readable. */
export class GoldenCoverage {
  /** Events of the trail by what they met: the rows of the transition table are among them. */
  readonly cells = new Cells();
  readonly #types = new Map<JournalRecord['event']['type'], number>();
  readonly #fields = new Set<string>();

  /** Counts a record, before it is folded. */
  count(record: JournalRecord, trail: Trail): void {
    const { event } = record;
    this.#types.set(event.type, (this.#types.get(event.type) ?? 0) + 1);
    for (const field of fieldsOf(record)) this.#fields.add(field);
    if (event.type !== 'created') this.cells.count(new Image().load(trail), event, record);
  }

  /** What is in none of them: things that can happen to steps in their states, types of events, and fields. */
  get missing(): readonly string[] {
    return [...this.cells.missing, ...GOLDEN_FIELDS.filter((field) => !this.#fields.has(field))];
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
