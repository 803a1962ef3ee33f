import type { AttemptRef, AttemptReport, AttemptTask, Delivery, Executor } from '@autotrail/layer1';
import type { Scheduler } from './scheduler.js';

/** An executor whose attempts are a race's: they report when they are told to, and end some time after they are ended. */
export class RaceExecutor implements Executor {
  /** What it was asked, in order: `start 0.1`, `end 0.1`, `reply 0.1`, `close`. */
  readonly asked: string[] = [];
  /** Whether attempts go on when they are ended. */
  isStubborn = false;
  /** Attempts that were started though by then nobody wanted them, in order. */
  readonly unwanted: string[] = [];
  readonly #scheduler: Scheduler;
  readonly #isWanted: (attempt: AttemptRef) => boolean;
  readonly #reports = new Map<string, AttemptReport>();

  /** @param isWanted - whether an attempt is wanted at the time it is started */
  constructor(scheduler: Scheduler, isWanted: (attempt: AttemptRef) => boolean) {
    this.#scheduler = scheduler;
    this.#isWanted = isWanted;
  }

  /** The attempts that were started, in order. */
  get started(): readonly string[] {
    return this.asked.filter((what) => what.startsWith('start ')).map((what) => what.slice('start '.length));
  }

  /** How often it was asked that. */
  count(what: string): number {
    return this.asked.filter((one) => one === what).length;
  }

  start({ n, attempt }: AttemptTask, report: AttemptReport): void {
    this.asked.push(`start ${n}.${attempt}`);
    if (!this.#isWanted({ n, attempt })) this.unwanted.push(`${n}.${attempt}`);
    this.#reports.set(`${n}.${attempt}`, report);
  }

  end({ n, attempt }: AttemptRef): void {
    const name = `${n}.${attempt}`;
    this.asked.push(`end ${name}`);
    if (this.isStubborn) return;
    void this.#scheduler.schedule(Promise.resolve(), `${name} is gone`).then(() => {
      this.report(name)?.ended({ ok: false, error: { message: 'It was ended.' } });
    });
  }

  deliver({ n, attempt }: AttemptRef, { type }: Delivery): void {
    this.asked.push(`${type} ${n}.${attempt}`);
  }

  async close(): Promise<void> {
    this.asked.push('close');
  }

  /** The voice of an attempt, if it was started. */
  report(attempt: string): AttemptReport | undefined {
    return this.#reports.get(attempt);
  }

  /** Lets an attempt succeed, if it was started. */
  succeed(attempt: string): void {
    this.report(attempt)?.ended({ ok: true, value: null });
  }
}
