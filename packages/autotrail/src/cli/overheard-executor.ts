import type { JsonValue } from '@autotrail/core';
import { type AttemptReport, type AttemptTask, type Executor, maskJson } from '@autotrail/layer1';

/** Hears what attempts put out, with every secret masked. */
export type OutputListener = (task: AttemptTask, message: JsonValue) => void;

/** An executor whose outputs are told to somebody else as well: they are no events of the trail, so no subscriber hears them. */
export class OverheardExecutor implements Executor {
  /** There only where the other executor has it: without it all attempts of an owner before are lost. */
  readonly recover?: NonNullable<Executor['recover']>;
  /** There only where the other executor has it: without it every answer is taken. */
  readonly check?: NonNullable<Executor['check']>;
  readonly #executor: Executor;
  readonly #onOutput: OutputListener;

  constructor(executor: Executor, onOutput: OutputListener) {
    this.#executor = executor;
    this.#onOutput = onOutput;
    const check = executor.check?.bind(executor);
    if (check !== undefined) this.check = check;
    const recover = executor.recover?.bind(executor);
    if (recover !== undefined) this.recover = (task, report) => recover(task, this.#overhear(task, report));
  }

  start(task: AttemptTask, report: AttemptReport): void {
    this.#executor.start(task, this.#overhear(task, report));
  }

  end(...attempt: Parameters<Executor['end']>): void {
    this.#executor.end(...attempt);
  }

  deliver(...delivery: Parameters<Executor['deliver']>): void {
    this.#executor.deliver(...delivery);
  }

  close(): Promise<void> {
    return this.#executor.close();
  }

  #overhear(task: AttemptTask, report: AttemptReport): AttemptReport {
    return {
      output: (message) => {
        report.output(message);
        this.#onOutput(task, maskJson(message));
      },
      prompt: (...prompt) => report.prompt(...prompt),
      withdrawn: (promptId) => report.withdrawn(promptId),
      survivors: (processes) => report.survivors(processes),
      ended: (outcome) => report.ended(outcome),
    };
  }
}
