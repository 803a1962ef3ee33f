import { type JournalRecord, MemoryJournal } from '@autotrail/layer1';

/** A journal that is printed as well, a line for each record: who did what, and what came of it. */
export class PrintedJournal extends MemoryJournal {
  readonly #names: readonly string[];

  /** `names` are those of the steps, by their numbers. */
  constructor(names: readonly string[]) {
    super();
    this.#names = names;
  }

  override append(records: readonly JournalRecord[]): void {
    super.append(records);
    for (const record of records) console.log(`${whoDidWhat(record).padEnd(16)}${this.#whatCameOfIt(record)}`);
  }

  #whatCameOfIt({ changes }: JournalRecord): string {
    const states = new Map(changes.flatMap(({ n, state }) => (state === undefined ? [] : [[n, state]])));
    const steps = (state: string) => [...states].filter(([, other]) => other === state).map(([n]) => this.#names[n]);
    return [...new Set(states.values())].map((state) => `${state}: ${steps(state).join(', ')}`).join('; ') || 'changes nothing';
  }
}

function whoDidWhat({ event }: JournalRecord): string {
  return event.type === 'command' ? `${event.actor ?? 'somebody'}: ${event.call}` : event.type;
}
