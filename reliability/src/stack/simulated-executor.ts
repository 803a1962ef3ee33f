import type { AttemptFate, AttemptRef, AttemptReport, AttemptTask, Executor, Outcome } from '@autotrail/layer1';

/** An attempt that was begun, and was not said to have ended. */
export interface OpenAttempt extends AttemptRef {
  readonly key: string;
  readonly report: AttemptReport;
  /** Whether it was told to end. */
  isEnding: boolean;
}

/** What is left of an attempt of an owner before. */
export type FateOf = (task: AttemptTask) => AttemptFate;

/** Makes no attempts: it is told by hand what becomes of them. */
export class SimulatedExecutor implements Executor {
  /** Keys of the attempts that were begun here, in order. */
  readonly started: string[] = [];
  readonly open: OpenAttempt[] = [];
  readonly #fateOf: FateOf;

  /** @param fateOf - what is found of attempts of owners before @default nothing is */
  constructor(fateOf: FateOf = () => ({ fate: 'lost' })) {
    this.#fateOf = fateOf;
  }

  start(task: AttemptTask, report: AttemptReport): void {
    this.started.push(task.key);
    this.#open(task, report);
  }

  end(attempt: AttemptRef): void {
    for (const open of this.open) if (open.n === attempt.n && open.attempt === attempt.attempt) open.isEnding = true;
  }

  deliver(): void {}

  async recover(task: AttemptTask, report: AttemptReport): Promise<AttemptFate> {
    const fate = this.#fateOf(task);
    if (fate.fate !== 'lost') this.#open(task, report);
    return fate;
  }

  async close(): Promise<void> {
    this.open.splice(0);
  }

  /** Lets an attempt end. @returns how to have it end once more, which must change nothing */
  finish(attempt: OpenAttempt, outcome: Outcome): () => void {
    const place = this.open.indexOf(attempt);
    if (place >= 0) this.open.splice(place, 1);
    attempt.report.ended(outcome);
    return () => attempt.report.ended(outcome);
  }

  #open({ n, attempt, key }: AttemptTask, report: AttemptReport): void {
    this.open.push({ n, attempt, key, report, isEnding: false });
  }
}
