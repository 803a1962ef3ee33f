import type { Duplex } from 'node:stream';
import { messageOf } from '@autotrail/core';
import { asJson, type Environment } from '@autotrail/layer1';
import { helpersError } from '../errors.js';
import { isThreadsafe } from '../threadsafe.js';
import { JsonChannel } from './json-channel.js';
import type { Answer, CallMessage, FromAction, RunMessage, ToAction } from './messages.js';
import { packError } from './packed-error.js';
import { PromptDesk } from './prompt-desk.js';

/** The server's side of the talk with the process of an isolated action: does for it what its environment offers. */
export class ActionTalk {
  readonly channel: JsonChannel<FromAction, ToAction>;
  /** What the action came to, once it has said so. */
  answer: Answer | undefined;
  readonly #env: Environment;
  readonly #context: unknown;
  readonly #prompts: PromptDesk;

  constructor(stream: Duplex, env: Environment, context: unknown) {
    this.#env = env;
    this.#context = context;
    this.#prompts = new PromptDesk(env, (message) => this.channel.send(message));
    this.channel = new JsonChannel(stream, (message) => this.#hear(message));
  }

  /** Has the action run, and hands on what comes for it. */
  begin(run: RunMessage): void {
    const { signal, messages } = this.#env;
    const abort = (): void => this.channel.send({ type: 'abort', reason: messageOf(signal.reason) });
    this.channel.send(run);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void this.channel.closed
      .catch(() => {})
      .then(() => {
        signal.removeEventListener('abort', abort);
        this.#prompts.close();
      });
    void this.#handOn(messages);
  }

  async #handOn(messages: Environment['messages']): Promise<void> {
    for await (const message of messages) this.channel.send({ type: 'message', message });
  }

  #hear(message: FromAction): void {
    switch (message.type) {
      case 'output':
        return this.#env.output(message.message);
      case 'survivors':
        return this.#env.survivors(message.processes);
      case 'prompt':
        return void this.#reply(message.id, () => this.#prompts.ask(message));
      case 'withdraw':
        return this.#prompts.withdraw(message);
      case 'checked':
        return this.#prompts.checked(message);
      case 'call':
        return void this.#reply(message.id, () => this.#call(message));
      case 'ended':
        this.answer = message.answer;
    }
  }

  async #reply(id: number, work: () => Promise<unknown>): Promise<void> {
    this.channel.send({ type: 'reply', id, answer: await answerOf(work) });
  }

  async #call({ key, method, args }: CallMessage): Promise<unknown> {
    const context = this.#context as Readonly<Record<string, unknown>>;
    const object = key === null ? context : context[key];
    // The process may send what it likes: only what was offered may be called.
    const isOffered = isThreadsafe(object) && Object.hasOwn(object, method);
    if (!isOffered) throw helpersError('AUTOTRAIL_NO_METHOD', { method });
    return asResult(await object[method]?.(...args), method);
  }
}

async function answerOf(work: () => Promise<unknown>): Promise<Answer> {
  try {
    const value = await work();
    return value === undefined ? { ok: true } : { ok: true, value: asJson(value, 'a reply') };
  } catch (error) {
    return { ok: false, error: packError(error) };
  }
}

function asResult(value: unknown, method: string): unknown {
  return value === undefined ? undefined : asJson(value, `the result of ${method}()`);
}
