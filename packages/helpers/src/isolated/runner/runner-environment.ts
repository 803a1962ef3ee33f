import { type JsonObject, type JsonValue, messageOf } from '@autotrail/core';
import {
  asJson,
  type ConfirmOptions,
  Deferred,
  type Environment,
  type InputOptions,
  type ProcessRef,
  type StepOutcome,
} from '@autotrail/layer1';
import { layer1Error } from '../../errors.js';
import type { Answer, AttemptFacts, CallMessage, FromAction, RunMessage, ToAction } from '../messages.js';
import { unpackError } from '../packed-error.js';
import { Mailbox } from './mailbox.js';
import { RemotePrompt } from './remote-prompt.js';

/** The environment of an isolated action: what it is asked for it asks the server for. */
export class RunnerEnvironment implements Environment {
  readonly messages = new Mailbox();
  readonly #send: (message: FromAction) => void;
  readonly #abort = new AbortController();
  readonly #asked = new Map<number, Deferred<JsonValue | undefined>>();
  /** Those of them that are prompts. */
  readonly #prompts = new Map<number, RemotePrompt>();
  #facts: AttemptFacts = { attempt: 0, key: '', folder: null, params: {}, results: [] };
  #results: ReadonlyMap<string, StepOutcome> = new Map();
  #lastId = 0;

  constructor(send: (message: FromAction) => void) {
    this.#send = send;
  }

  /** Says which attempt it is: not known before the action is. */
  begin(facts: AttemptFacts): void {
    this.#facts = facts;
    this.#results = new Map(facts.results);
  }

  get attempt(): number {
    return this.#facts.attempt;
  }

  get key(): string {
    return this.#facts.key;
  }

  get folder(): string | null {
    return this.#facts.folder;
  }

  get params(): JsonObject {
    return this.#facts.params;
  }

  get results(): ReadonlyMap<string, StepOutcome> {
    return this.#results;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  output(message: JsonValue): void {
    this.#send({ type: 'output', message: asJson(message, 'an output message') });
  }

  survivors(processes: readonly ProcessRef[]): void {
    this.#send({ type: 'survivors', processes });
  }

  resultOf(step: { readonly name: string } | string): StepOutcome {
    const name = typeof step === 'string' ? step : step.name;
    const result = this.#results.get(name);
    if (result === undefined) throw layer1Error('AUTOTRAIL_NOT_USED', { step: this.#facts.key, found: String(name) });
    return result;
  }

  input(message: JsonValue, options: InputOptions = {}): Promise<JsonValue> {
    const answer = this.#prompt(message, options);
    // What ends a prompt rejects it: an action that does not wait for it, or not yet, must not end the process by that.
    answer.catch(() => {});
    return answer;
  }

  ask(message: JsonValue, options?: InputOptions): Promise<never> {
    return this.input(message, options) as Promise<never>;
  }

  confirm(message: JsonValue, options: ConfirmOptions = {}): Promise<boolean> {
    return this.input(message, { ...options, choices: [true, false] }) as Promise<boolean>;
  }

  /** Calls a method of a threadsafe object. */
  async call({
    key,
    method,
    args,
  }: Pick<CallMessage, 'key' | 'method'> & { readonly args: readonly unknown[] }): Promise<unknown> {
    const given = asJson(args, `the arguments of ${method}()`) as readonly JsonValue[];
    return this.#ask((id) => ({ type: 'call', id, key, method, args: given })).answer;
  }

  hear(message: Exclude<ToAction, RunMessage>): void {
    if (message.type === 'message') this.messages.push(message.message);
    else if (message.type === 'reply') this.#settle(message.id, message.answer);
    else if (message.type === 'check') void this.#check(message.id, this.#prompts.get(message.promptId), message.value);
    else {
      this.messages.end();
      this.#abort.abort(new Error(message.reason));
    }
  }

  async #prompt(message: JsonValue, options: InputOptions): Promise<JsonValue> {
    const prompt = new RemotePrompt(message, options);
    prompt.signal?.throwIfAborted();
    const { id, answer } = this.#ask((number) => ({ type: 'prompt', id: number, ...prompt.request }));
    const withdraw = (): void => this.#withdraw(id, prompt);
    this.#prompts.set(id, prompt);
    prompt.signal?.addEventListener('abort', withdraw);
    try {
      return (await prompt.read((await answer) as JsonValue)) as JsonValue;
    } finally {
      this.#prompts.delete(id);
      prompt.signal?.removeEventListener('abort', withdraw);
    }
  }

  #ask(request: (id: number) => FromAction): { readonly id: number; readonly answer: Promise<JsonValue | undefined> } {
    this.#lastId += 1;
    const id = this.#lastId;
    const asked = new Deferred<JsonValue | undefined>();
    this.#asked.set(id, asked);
    this.#send(request(id));
    return { id, answer: asked.promise };
  }

  #withdraw(id: number, { signal }: RemotePrompt): void {
    this.#send({ type: 'withdraw', id, reason: messageOf(signal?.reason) });
    this.#asked.get(id)?.reject(signal?.reason);
    this.#asked.delete(id);
  }

  async #check(id: number, prompt: RemotePrompt | undefined, value: JsonValue): Promise<void> {
    // One that is withdrawn is closed by the time this arrives.
    this.#send({ type: 'checked', id, why: (await prompt?.check(value)) ?? null });
  }

  #settle(id: number, answer: Answer): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(unpackError(answer.error));
  }
}
