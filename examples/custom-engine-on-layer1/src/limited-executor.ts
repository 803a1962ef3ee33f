import type { JsonValue } from '@autotrail/core';
import type { AttemptRef, AttemptReport, AttemptTask, Delivery, EndEffect, Executor } from '@autotrail/layer1';

interface QueuedAttempt {
  readonly task: AttemptTask;
  readonly report: AttemptReport;
  /** What came for the attempt before it could begin. */
  readonly deliveries: Delivery[];
}

/**
 * Lets another executor make at most so many attempts at a time. The others queue here, in the order in which they were started: to
 * the trail they are Running, since it has let go of them.
 */
export class LimitedExecutor implements Executor {
  readonly #inner: Executor;
  readonly #limit: number;
  readonly #queue: QueuedAttempt[] = [];
  #running = 0;

  constructor(inner: Executor, limit: number) {
    this.#inner = inner;
    this.#limit = limit;
  }

  start(task: AttemptTask, report: AttemptReport): void {
    this.#queue.push({ task, report, deliveries: [] });
    this.#fill();
  }

  end(attempt: AttemptRef, reason: EndEffect['reason']): void {
    const queued = this.#queued(attempt);
    if (queued === undefined) return this.#inner.end(attempt, reason);
    this.#queue.splice(this.#queue.indexOf(queued), 1);
    queued.report.ended({ ok: false, error: { message: `It was ended before its turn had come (${reason}).` } });
  }

  deliver(attempt: AttemptRef, delivery: Delivery): void {
    const queued = this.#queued(attempt);
    if (queued === undefined) this.#inner.deliver(attempt, delivery);
    else queued.deliveries.push(delivery);
  }

  /** One that is queued has asked nothing yet. */
  async check(attempt: AttemptRef, promptId: string, value: JsonValue): Promise<string | null> {
    return (await this.#inner.check?.(attempt, promptId, value)) ?? null;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #queued({ n, attempt }: AttemptRef): QueuedAttempt | undefined {
    return this.#queue.find(({ task }) => task.n === n && task.attempt === attempt);
  }

  #fill(): void {
    const next = this.#running < this.#limit ? this.#queue.shift() : undefined;
    if (next === undefined) return;
    this.#running += 1;
    this.#inner.start(next.task, this.#reportOf(next));
    for (const delivery of next.deliveries) this.#inner.deliver(next.task, delivery);
  }

  #reportOf({ report }: QueuedAttempt): AttemptReport {
    return {
      output: (message) => report.output(message),
      prompt: (promptId, message, terms) => report.prompt(promptId, message, terms),
      withdrawn: (promptId) => report.withdrawn(promptId),
      survivors: (processes) => report.survivors(processes),
      ended: (outcome) => {
        this.#running -= 1;
        report.ended(outcome);
        this.#fill();
      },
    };
  }
}
