import type { Tags } from '@autotrail/core';
import type { JournalRecord } from '@autotrail/layer1';

/** Which records are wanted. */
export interface HistoryFilter {
  /** Those that are about steps with these tags. */
  readonly selector: Tags;
  /** Just what operators did. */
  readonly commandsOnly: boolean;
  /** How many of the newest. @default all */
  readonly last?: number | undefined;
}

const COMMANDS: readonly string[] = ['command', 'message', 'reply', 'note', 'shutdown'];

/** Takes in the records of a journal from the first on, and keeps those that are wanted. */
export class HistoryLog {
  readonly #filter: HistoryFilter;
  #tags: readonly Tags[] = [];
  /** The steps that are wanted; `null`: whatever a record is about. */
  #chosen: ReadonlySet<number> | null = null;
  #records: JournalRecord[] = [];

  constructor(filter: HistoryFilter) {
    this.#filter = filter;
  }

  /** The records that are wanted, oldest first. */
  get records(): readonly JournalRecord[] {
    const { last = this.#records.length } = this.#filter;
    return this.#records.slice(this.#records.length - Math.min(last, this.#records.length));
  }

  /** Whether no step of the trail is meant. */
  get isAboutNobody(): boolean {
    return this.#chosen?.size === 0;
  }

  /** What a step is called. */
  nameOf(n: number): string {
    return String(this.#tags[n]?.name ?? n);
  }

  /** Takes in the next record. */
  take(record: JournalRecord): void {
    if (record.event.type === 'created') this.#begin(record.event.definition.steps.map(({ tags }, n) => ({ ...tags, n })));
    if (!this.#isWanted(record)) return;
    this.#records.push(record);
    const { last } = this.#filter;
    // Now and then, so that each record is moved a constant number of times.
    if (last !== undefined && this.#records.length >= 2 * last + 100) this.#records = [...this.records];
  }

  #begin(tags: readonly Tags[]): void {
    this.#tags = tags;
    const wanted = Object.entries(this.#filter.selector);
    if (wanted.length === 0) return;
    const isChosen = (one: Tags): boolean => wanted.every(([key, value]) => Object.hasOwn(one, key) && one[key] === value);
    this.#chosen = new Set(tags.filter(isChosen).map(({ n }) => Number(n)));
  }

  #isWanted(record: JournalRecord): boolean {
    if (this.#filter.commandsOnly && !COMMANDS.includes(record.event.type)) return false;
    const chosen = this.#chosen;
    return chosen === null || stepsOf(record).some((n) => chosen.has(n));
  }
}

/** The steps that a record is about. */
function stepsOf({ event, changes }: JournalRecord): readonly number[] {
  const changed = changes.map(({ n }) => n);
  switch (event.type) {
    case 'command':
      return [...event.moves.flatMap(({ steps }) => steps), ...changed];
    case 'message':
    case 'note':
      return [...event.steps, ...changed];
    case 'reply':
      return [Number.parseInt(event.promptId, 10), ...changed];
    case 'timer':
      return [event.timer.n, ...changed];
    case 'prompt':
    case 'ended':
    case 'survivors':
      return [event.n, ...changed];
    default:
      return changed;
  }
}
