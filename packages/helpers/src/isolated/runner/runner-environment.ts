import type { JsonObject, JsonValue } from '@autotrail/core';
import { asJson, Deferred, type Environment, type InputOptions, type ProcessRef } from '@autotrail/layer1';
import type { Answer, AttemptFacts, CallMessage, FromAction, RunMessage, ToAction } from '../messages.js';
import { unpackError } from '../packed-error.js';
import { Mailbox } from './mailbox.js';

/** The environment of an isolated action: what it is asked for it asks the server for. */
export class RunnerEnvironment implements Environment {
  readonly messages = new Mailbox();
  readonly #send: (message: FromAction) => void;
  readonly #abort = new AbortController();
  readonly #asked = new Map<number, Deferred<JsonValue | undefined>>();
  #facts: AttemptFacts = { attempt: 0, key: '', folder: null };
  #lastId = 0;

  constructor(send: (message: FromAction) => void) {
    this.#send = send;
  }

  /** Says which attempt it is: not known before the action is. */
  begin(facts: AttemptFacts): void {
    this.#facts = facts;
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

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  output(message: JsonValue): void {
    this.#send({ type: 'output', message: asJson(message, 'an output message') });
  }

  survivors(processes: readonly ProcessRef[]): void {
    this.#send({ type: 'survivors', processes });
  }

  async input(prompt: JsonValue, options: InputOptions = {}): Promise<JsonValue> {
    const asked = { prompt: asJson(prompt, 'a prompt'), options: asJson(options, 'the options of a prompt') as JsonObject };
    return (await this.#ask((id) => ({ type: 'prompt', id, ...asked }))) as JsonValue;
  }

  /** Calls a method of a threadsafe object. */
  async call({
    key,
    method,
    args,
  }: Pick<CallMessage, 'key' | 'method'> & { readonly args: readonly unknown[] }): Promise<unknown> {
    const given = asJson(args, `the arguments of ${method}()`) as readonly JsonValue[];
    return this.#ask((id) => ({ type: 'call', id, key, method, args: given }));
  }

  hear(message: Exclude<ToAction, RunMessage>): void {
    if (message.type === 'message') this.messages.push(message.message);
    else if (message.type === 'reply') this.#settle(message.id, message.answer);
    else {
      this.messages.end();
      this.#abort.abort(new Error(message.reason));
    }
  }

  #ask(request: (id: number) => FromAction): Promise<JsonValue | undefined> {
    const id = ++this.#lastId;
    const asked = new Deferred<JsonValue | undefined>();
    this.#asked.set(id, asked);
    this.#send(request(id));
    return asked.promise;
  }

  #settle(id: number, answer: Answer): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(unpackError(answer.error));
  }
}
