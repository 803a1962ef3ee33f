import type { JsonValue } from '@autotrail/core';
import type { Environment, InputOptions } from '@autotrail/layer1';
import type { AnswerCheckedMessage, PromptMessage, ToAction, WithdrawMessage } from './messages.js';
import { remoteSchema } from './remote-schema.js';

/** The server's side of the prompts of an isolated action. Their schemas and signals are in its process, all else is here. */
export class PromptDesk {
  readonly #env: Environment;
  readonly #send: (message: ToAction) => void;
  /** What withdraws the open prompts, by the ids of their messages. */
  readonly #withdrawals = new Map<number, AbortController>();
  /** Answers that the process is looking at, by the ids of the messages. */
  readonly #checks = new Map<number, (why: string | null) => void>();
  #lastCheck = 0;
  #isClosed = false;

  constructor(env: Environment, send: (message: ToAction) => void) {
    this.#env = env;
    this.#send = send;
  }

  /** Asks the operators what the action asks. */
  async ask({ id, prompt, options, schema }: PromptMessage): Promise<unknown> {
    const withdrawal = new AbortController();
    this.#withdrawals.set(id, withdrawal);
    const checked = schema === undefined ? {} : { schema: remoteSchema((value) => this.#check(id, value), schema) };
    try {
      // Options that are wrong are the environment's to refuse: also those that only the process could have made right.
      return await this.#env.ask(prompt, { signal: withdrawal.signal, ...checked, ...options } as InputOptions<JsonValue>);
    } finally {
      this.#withdrawals.delete(id);
    }
  }

  withdraw({ id, reason }: WithdrawMessage): void {
    this.#withdrawals.get(id)?.abort(new Error(reason));
  }

  checked({ id, why }: AnswerCheckedMessage): void {
    this.#checks.get(id)?.(why);
    this.#checks.delete(id);
  }

  /** The process is gone: nobody can look at answers any longer. */
  close(): void {
    this.#isClosed = true;
    for (const settle of this.#checks.values()) settle(GONE);
    this.#checks.clear();
  }

  #check(promptId: number, value: JsonValue): Promise<string | null> {
    if (this.#isClosed) return Promise.resolve(GONE);
    this.#lastCheck += 1;
    const id = this.#lastCheck;
    return new Promise((resolve) => {
      this.#checks.set(id, resolve);
      this.#send({ type: 'check', id, promptId, value });
    });
  }
}

const GONE = 'the process of its action has ended';
