import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import { asJson } from '../as-json.js';
import type { Environment, InputOptions } from '../environment.js';
import { layer1Error } from '../errors.js';
import type { AttemptReport, AttemptTask } from '../ports/executor.js';
import type { ProcessRef } from '../process-ref.js';
import type { Delivery } from '../trail/effects.js';
import type { Prompt } from '../trail/record.js';
import { MessageQueue } from './message-queue.js';

interface Waiter {
  readonly resolve: (value: JsonValue) => void;
  readonly reject: (error: Error) => void;
  readonly timeoutMs: number | undefined;
}

/**
 * The environment of one attempt that runs in this process. First the attempt may be ended: nobody wants it any longer, though its
 * action may go on. In any case it is closed when the action is gone.
 */
export class AttemptEnvironment implements Environment {
  readonly attempt: number;
  readonly key: string;
  readonly folder: string | null;
  readonly #n: number;
  readonly #report: AttemptReport;
  /** These three are made when they are needed: most actions neither ask, nor read, nor look at their signal. */
  #waiters: Map<string, Waiter> | undefined;
  #messages: MessageQueue | undefined;
  #abort: AbortController | undefined;
  #isWanted = true;
  #isGone = false;
  /** Why there is nobody to answer any longer. */
  #overBecause: string | undefined;
  #prompts: number;
  /** Prompts that were open when a server was lost, and that this attempt has not asked again. */
  readonly #inherited: Prompt[];

  constructor({ n, attempt, key, folder, prompts = [] }: Omit<AttemptTask, 'step' | 'context'>, report: AttemptReport) {
    this.#n = n;
    this.attempt = attempt;
    this.key = key;
    this.folder = folder;
    this.#report = report;
    this.#prompts = prompts.length;
    this.#inherited = prompts.filter(({ status }) => status === 'open');
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (!this.#isWanted) this.#abort.abort(this.#over());
    return this.#abort.signal;
  }

  get messages(): MessageQueue {
    this.#messages ??= new MessageQueue();
    if (this.#overBecause !== undefined) this.#messages.end();
    return this.#messages;
  }

  input(prompt: JsonValue, options: InputOptions = {}): Promise<JsonValue> {
    const answer = this.#ask(prompt, options);
    // Closing the attempt rejects what is still open: an action that has stopped waiting for it must not end the process by that.
    answer.catch(() => {});
    return answer;
  }

  output(message: JsonValue): void {
    const checked = asJson(message, 'an output message');
    if (!this.#isGone) this.#report.output(checked);
  }

  survivors(processes: readonly ProcessRef[]): void {
    this.#report.survivors(processes);
  }

  /** Hands in what came for this attempt. */
  deliver(delivery: Delivery): void {
    // What is handed to the action is its own to change.
    if (delivery.type === 'message') return this.messages.push(structuredClone(delivery.message));
    const waiter = this.#waiters?.get(delivery.promptId);
    this.#waiters?.delete(delivery.promptId);
    if (delivery.type === 'reply') waiter?.resolve(structuredClone(delivery.value));
    else waiter?.reject(layer1Error('AUTOTRAIL_PROMPT_TIMED_OUT', { timeoutMs: waiter.timeoutMs ?? 0 }));
  }

  /** Tells the action that nobody wants it any longer. */
  end(reason: string): void {
    this.#letGo(reason);
    this.#isWanted = false;
    this.#abort?.abort(this.#over());
  }

  /** The action is gone: whatever is left of it is not heard any longer. */
  close(): void {
    this.#isGone = true;
    this.#letGo('it has ended');
  }

  async #ask(prompt: JsonValue, { timeoutMs }: InputOptions): Promise<JsonValue> {
    const message = asJson(prompt, 'a prompt');
    if (timeoutMs !== undefined && !(timeoutMs >= 1 && Number.isFinite(timeoutMs))) {
      const expected = 'a number of milliseconds from 1 up';
      throw layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'timeoutMs', owner: 'a prompt', expected, found: String(timeoutMs) });
    }
    if (this.#overBecause !== undefined) throw this.#over();
    const id = this.#idOf(message);
    return new Promise((resolve, reject) => {
      this.#waiters ??= new Map();
      this.#waiters.set(id, { resolve, reject, timeoutMs });
      this.#report.prompt(id, message, timeoutMs);
    });
  }

  /** What an attempt that goes on asks again is the prompt that is open already. */
  #idOf(message: JsonValue): string {
    const place = this.#inherited.findIndex((prompt) => isDeepStrictEqual(prompt.message, message));
    const [again] = place < 0 ? [] : this.#inherited.splice(place, 1);
    if (again !== undefined) return again.id;
    this.#prompts += 1;
    return `${this.#n}.${this.attempt}.${this.#prompts}`;
  }

  #letGo(reason: string): void {
    this.#overBecause ??= reason;
    this.#messages?.end();
    for (const { reject } of this.#waiters?.values() ?? []) reject(this.#over());
    this.#waiters = undefined;
  }

  #over(): Error {
    return layer1Error('AUTOTRAIL_ATTEMPT_OVER', { attempt: this.attempt, reason: this.#overBecause ?? '' });
  }
}
