import type { Tags } from '@autotrail/core';
import type { JournalRecord } from '@autotrail/layer1';

/** Which records are wanted. */
export interface WantedRecords {
  /** Those that are about steps with these tags. */
  readonly selector: Tags;
  /** Just what operators did. */
  readonly commandsOnly: boolean;
}

const COMMANDS: readonly string[] = ['command', 'message', 'reply', 'limit', 'context', 'note', 'shutdown'];

/** Tells which records of a journal are wanted. It is shown all of them, from the first on. */
export class RecordFilter {
  readonly #wanted: WantedRecords;
  #tags: readonly Tags[] = [];
  /** The steps that are wanted; `null`: whatever a record is about. */
  #chosen: ReadonlySet<number> | null = null;

  constructor(wanted: WantedRecords) {
    this.#wanted = wanted;
  }

  /** Whether no step of the trail is meant. */
  get isAboutNobody(): boolean {
    return this.#chosen?.size === 0;
  }

  /** What a step is called. */
  nameOf(n: number): string {
    return String(this.#tags[n]?.name ?? n);
  }

  /** Whether the next record is wanted. */
  lets(record: JournalRecord): boolean {
    if (record.event.type === 'created') this.#begin(record.event.definition.steps.map(({ tags }, n) => ({ ...tags, n })));
    if (this.#wanted.commandsOnly && !COMMANDS.includes(record.event.type)) return false;
    const chosen = this.#chosen;
    return chosen === null || stepsOf(record).some((n) => chosen.has(n));
  }

  #begin(tags: readonly Tags[]): void {
    this.#tags = tags;
    const wanted = Object.entries(this.#wanted.selector);
    if (wanted.length === 0) return;
    const isChosen = (one: Tags): boolean => wanted.every(([key, value]) => Object.hasOwn(one, key) && one[key] === value);
    this.#chosen = new Set(tags.filter(isChosen).map(({ n }) => Number(n)));
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
