import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Connection } from '@autotrail/core/socket';
import type { Random } from '../support/random.js';
import { choose } from './choose.js';
import type { Operation } from './history.js';
import { randomOperation, type Wanted } from './random-operation.js';

/** What operators share: who has come how far, and when. */
export interface Log {
  /** Counts what the operators see, in the order in which they see it. */
  tick: number;
  readonly operations: Operation[];
  /** Milliseconds from request to answer. */
  readonly times: number[];
  /** Operations that are still to be made. */
  remaining: number;
  /** When to stop all the same, as `performance.now()` has it. */
  readonly until: number;
}

/** Prompts and commands that an operator remembers. */
const REMEMBERED = 8;
const SHARE_WITH_REQUEST_ID = 0.1;
const SHARE_OF_REPEATS = 0.02;

/** Somebody who steers a trail at random, one request after the other. */
export class Operator {
  readonly #name: string;
  readonly #connection: Connection;
  readonly #random: Random;
  #count = 0;
  /** Ids of prompts that were open at some time. */
  #prompts: string[] = [];
  /** Commands that bore a request id and were answered. */
  #repeatable: Operation[] = [];

  constructor(name: string, connection: Connection, random: Random) {
    this.#name = name;
    this.#connection = connection;
    this.#random = random;
  }

  /** Makes requests until there are none left to be made, or the time is over. */
  async work(log: Log): Promise<void> {
    while (log.remaining > 0 && performance.now() < log.until) {
      log.remaining -= 1;
      const original = this.#random.chance(SHARE_OF_REPEATS) ? this.#random.pick(this.#repeatable) : undefined;
      if (original === undefined) this.#remember(await this.#ask(log, this.#next()));
      else await this.#ask(log, { ...original, repeats: original.key });
    }
  }

  #next(): Wanted & { readonly key: string } {
    this.#count += 1;
    const key = `${this.#name}-${this.#count}`;
    const { name, fields } = randomOperation(this.#random, this.#prompts);
    if (name === 'status') return { key, name, fields };
    const id: JsonObject = this.#random.chance(SHARE_WITH_REQUEST_ID) ? { request_id: key } : {};
    return { key, name, fields: { ...fields, ...id, actor: this.#name, reason: key } };
  }

  async #ask(log: Log, wanted: Pick<Operation, 'key' | 'name' | 'fields' | 'repeats'>): Promise<Operation> {
    const { key, name, fields, repeats } = wanted;
    log.tick += 1;
    const invoked = log.tick;
    const begin = performance.now();
    const { result, error } = await this.#connection.request(name, fields);
    log.times.push(performance.now() - begin);
    log.tick += 1;
    const operation = {
      key,
      name,
      fields,
      invoked,
      answered: log.tick,
      result,
      error,
      ...(repeats !== undefined && { repeats }),
    };
    log.operations.push(operation);
    return operation;
  }

  #remember(operation: Operation): void {
    const { name, fields, result, error } = operation;
    if (error !== null) return;
    if (name === 'status') this.#prompts = [...promptsIn(result), ...this.#prompts].slice(0, REMEMBERED);
    else if (fields.request_id !== undefined && fields.dry_run === false) {
      this.#repeatable = [operation, ...this.#repeatable].slice(0, REMEMBERED);
    }
    if (this.#prompts.length > 0 && name === 'reply' && this.#random.chance(0.7)) {
      const answered = choose(this.#random, this.#prompts);
      this.#prompts = this.#prompts.filter((id) => id !== answered);
    }
  }
}

function promptsIn(status: JsonValue): readonly string[] {
  const steps = status as readonly { readonly prompts: readonly { readonly id: string }[] }[];
  return steps.flatMap(({ prompts }) => prompts.map(({ id }) => id));
}
