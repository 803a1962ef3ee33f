import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@autotrail/core';
import { asJson } from '../as-json.js';
import type { ConfirmOptions, Environment, InputOptions } from '../environment.js';
import { layer1Error } from '../errors.js';
import type { AttemptReport, AttemptTask } from '../ports/executor.js';
import type { ProcessRef } from '../process-ref.js';
import type { StepOutcome } from '../step-outcome.js';
import type { Delivery } from '../trail/effects.js';
import type { Prompt } from '../trail/prompt.js';
import { readInputOptions } from './input-options.js';
import { MessageQueue } from './message-queue.js';
import { Question, TOO_LATE } from './question.js';

/**
 * The environment of one attempt that runs in this process. First the attempt may be ended: nobody wants it any longer, though its
 * action may go on. In any case it is closed when the action is gone.
 */
export class AttemptEnvironment implements Environment {
  readonly attempt: number;
  readonly key: string;
  readonly folder: string | null;
  readonly #task: AttemptTask;
  readonly #report: AttemptReport;
  /** These five are made when they are needed: most actions neither ask, nor read, nor look at their signal. */
  #params: JsonObject | undefined;
  #results: ReadonlyMap<string, StepOutcome> | undefined;
  #questions: Map<string, Question> | undefined;
  #messages: MessageQueue | undefined;
  #abort: AbortController | undefined;
  #isWanted = true;
  #isGone = false;
  /** Why there is nobody to answer any longer. */
  #overBecause: string | undefined;
  #prompts: number;
  /** Prompts that were open when a server was lost, and that this attempt has not asked again. */
  readonly #inherited: Prompt[];
  /** What came for those of them that were not asked again yet. */
  readonly #early = new Map<string, Delivery>();

  /** @param asked - what the attempt has asked a server before this one, oldest first */
  constructor(task: AttemptTask, report: AttemptReport, asked: readonly Prompt[]) {
    const { attempt, key, folder } = task;
    this.#task = task;
    this.attempt = attempt;
    this.key = key;
    this.folder = folder;
    this.#report = report;
    this.#prompts = asked.length;
    this.#inherited = asked.filter(({ status }) => status === 'open');
  }

  get params(): JsonObject {
    this.#params ??= structuredClone(this.#task.params);
    return this.#params;
  }

  get results(): ReadonlyMap<string, StepOutcome> {
    this.#results ??= structuredClone(this.#task.results);
    return this.#results;
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

  resultOf(step: { readonly name: string } | string): StepOutcome {
    const name = typeof step === 'string' ? step : step.name;
    const result = this.results.get(name);
    if (result === undefined) throw layer1Error('AUTOTRAIL_NOT_USED', { step: this.#task.step.name, found: String(name) });
    return result;
  }

  input(message: JsonValue, options: InputOptions = {}): Promise<JsonValue> {
    const answer = this.#ask(message, options);
    // Closing the attempt rejects what is still open: an action that has stopped waiting for it must not end the process by that.
    answer.catch(() => {});
    return answer as Promise<JsonValue>;
  }

  ask(message: JsonValue, options?: InputOptions): Promise<never> {
    return this.input(message, options) as Promise<never>;
  }

  confirm(message: JsonValue, options: ConfirmOptions = {}): Promise<boolean> {
    return this.input(message, { ...options, choices: [true, false] }) as Promise<boolean>;
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
    const { promptId } = delivery;
    const question = this.#questions?.get(promptId);
    if (question === undefined) return this.#keepEarly(promptId, delivery);
    if (delivery.value === undefined) question.timeOut();
    else question.take(delivery.value);
  }

  /** Looks at the answer to a prompt of this attempt before it is taken: says why it is not, or `null`. */
  check(promptId: string, value: JsonValue): string | null | Promise<string | null> {
    const question = this.#questions?.get(promptId);
    if (question !== undefined) return question.check(value);
    return this.#isInherited(promptId) ? 'its action has not asked it again since the server was lost' : TOO_LATE;
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

  async #ask(prompt: JsonValue, options: InputOptions): Promise<unknown> {
    const message = asJson(prompt, 'a prompt');
    const read = readInputOptions(options);
    // Awaited only where it must be: what is asked first is to have the first number.
    const settings = read instanceof Promise ? await read : read;
    if (this.#overBecause !== undefined) throw this.#over();
    settings.signal?.throwIfAborted();
    const promptId = this.#idOf(message);
    const question = new Question({ ...settings, promptId, onClosed: (isWithdrawn) => this.#forget(promptId, isWithdrawn) });
    this.#questions ??= new Map();
    this.#questions.set(promptId, question);
    this.#report.prompt(promptId, message, settings.terms);
    const early = this.#early.get(promptId);
    if (early !== undefined) this.deliver(early);
    return question.answer;
  }

  #forget(promptId: string, isWithdrawn: boolean): void {
    this.#questions?.delete(promptId);
    if (isWithdrawn) this.#report.withdrawn(promptId);
  }

  #isInherited(promptId: string): boolean {
    return this.#inherited.some(({ id }) => id === promptId);
  }

  #keepEarly(promptId: string, delivery: Delivery): void {
    if (this.#isInherited(promptId)) this.#early.set(promptId, delivery);
  }

  /** What an attempt that goes on asks again is the prompt that is open already. */
  #idOf(message: JsonValue): string {
    const place = this.#inherited.findIndex((prompt) => isDeepStrictEqual(prompt.message, message));
    const [again] = place < 0 ? [] : this.#inherited.splice(place, 1);
    if (again !== undefined) return again.id;
    this.#prompts += 1;
    return `${this.#task.n}.${this.attempt}.${this.#prompts}`;
  }

  #letGo(reason: string): void {
    this.#overBecause ??= reason;
    this.#messages?.end();
    for (const question of [...(this.#questions?.values() ?? [])]) question.refuse(this.#over());
  }

  #over(): Error {
    return layer1Error('AUTOTRAIL_ATTEMPT_OVER', { attempt: this.attempt, reason: this.#overBecause ?? '' });
  }
}
