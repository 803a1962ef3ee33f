import type { TrailEvent } from '@autotrail/layer1';

/** Counts what schedules were made of: what never happened was never checked. */
export class Tally {
  schedules = 0;
  events = 0;
  /** Servers that were lost. */
  crashes = 0;
  /** Of these, those that took something with them that was not durable. */
  crashesWithLoss = 0;
  /** Dry runs and refused requests. */
  looks = 0;
  /** Schedules that were brought to their end. */
  drains = 0;
  readonly #kinds = new Map<string, number>();

  count(event: TrailEvent): void {
    this.events += 1;
    this.#add(event.type);
    if (event.type === 'command') this.#add(event.call);
    if (event.type === 'resumed') for (const { fate } of event.attempts) this.#add(fate);
    if (event.type === 'resumed' && event.transformed.length > 0) this.#add('transformed');
    if (event.type === 'timer') this.#add(`${event.timer.kind} timer`);
    if (event.type === 'command') for (const { row } of event.moves) if (row !== event.call) this.#add(row);
  }

  crash(lost: number): void {
    this.crashes += 1;
    if (lost > 0) this.crashesWithLoss += 1;
  }

  /** Everything, by name. */
  get figures(): Readonly<Record<string, number>> {
    const { schedules, events, crashes, crashesWithLoss, looks, drains } = this;
    const kinds = [...this.#kinds].sort(([one], [other]) => (one < other ? -1 : 1));
    return { schedules, events, crashes, crashesWithLoss, looks, drains, ...Object.fromEntries(kinds) };
  }

  #add(kind: string): void {
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }
}
