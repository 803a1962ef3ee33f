import { type CancelTimer, type JournalRecord, ManualClock, MemoryJournal, type StepChange } from '@autotrail/layer1';
import { isHeld } from '../operator/attend.js';
import type { Activity } from './activity.js';

/** A clock that is moved by hand, and that tells when somebody sets a timer. */
export class ObservedClock extends ManualClock {
  readonly #activity: Activity;

  constructor(startMs: number, activity: Activity) {
    super(startMs);
    this.#activity = activity;
  }

  override after(delayMs: number, callback: () => void): CancelTimer {
    this.#activity.touch();
    return super.after(delayMs, callback);
  }
}

/** A journal in memory that tells when something is noted, and knows from it whether anything waits for a person. */
export class ObservedJournal extends MemoryJournal {
  readonly #activity: Activity;
  readonly #records: JournalRecord[] = [];
  readonly #held = new Set<number>();
  readonly #asking = new Set<number>();

  constructor(activity: Activity) {
    super();
    this.#activity = activity;
  }

  /** All that was noted, oldest first. */
  get records(): readonly JournalRecord[] {
    return this.#records;
  }

  /** Whether a step is held, or a prompt of its is open. To ask the server each time would cost a look at every step. */
  get asksForPerson(): boolean {
    return this.#held.size + this.#asking.size > 0;
  }

  override append(records: readonly JournalRecord[]): void {
    if (records.length > 0) this.#activity.touch();
    for (const record of records) {
      this.#records.push(record);
      for (const change of record.changes) this.#note(change);
    }
    super.append(records);
  }

  #note({ n, state, prompts }: StepChange): void {
    if (state !== undefined) mark(this.#held, n, isHeld(state));
    if (prompts !== undefined)
      mark(
        this.#asking,
        n,
        prompts.some(({ status }) => status === 'open'),
      );
  }
}

function mark(set: Set<number>, n: number, isIn: boolean): void {
  if (isIn) set.add(n);
  else set.delete(n);
}
