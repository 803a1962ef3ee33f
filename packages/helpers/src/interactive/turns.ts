/** Does one job after another, so that lines that were pasted or piped in run in their order. */
export class Turns {
  #last: Promise<void> = Promise.resolve();
  #pending = 0;

  /** Whether a job is under way or waits for its turn. */
  get isBusy(): boolean {
    return this.#pending > 0;
  }

  /** Resolves when all jobs so far are done. */
  get idle(): Promise<void> {
    return this.#last;
  }

  /** Does a job, which must not reject, after those before it. */
  take(job: () => Promise<void>): Promise<void> {
    this.#pending += 1;
    this.#last = this.#last.then(job).finally(() => {
      this.#pending -= 1;
    });
    return this.#last;
  }
}
