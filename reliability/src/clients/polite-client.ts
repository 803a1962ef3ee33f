import { setTimeout as pause } from 'node:timers/promises';
import { connect, sendRequest } from '@autotrail/core/socket';
import { type Percentiles, percentiles } from './percentiles.js';

/** Time between two requests of a polite client, in milliseconds. */
const PAUSE_MS = 5;
/** Every so often it comes over version 1, on a connection of its own: also new clients must be let in. */
const NEWCOMER_EVERY = 10;

/** Somebody who asks now and then, as an operator does, and notes how long each answer takes. */
export class PoliteClient {
  readonly #socketFile: string;
  readonly #times: number[] = [];
  #isAsking = true;
  readonly #done: Promise<void>;

  constructor(socketFile: string) {
    this.#socketFile = socketFile;
    this.#done = this.#ask();
    // Reported by `stop`, which may be long after.
    this.#done.catch(() => {});
  }

  /** @throws if a request was not answered as it should be */
  async stop(): Promise<Percentiles> {
    this.#isAsking = false;
    await this.#done;
    return percentiles(this.#times);
  }

  async #ask(): Promise<void> {
    const connection = await connect(this.#socketFile);
    for (let asked = 1; this.#isAsking; asked += 1) {
      const begin = performance.now();
      const { result, error } =
        asked % NEWCOMER_EVERY === 0
          ? await sendRequest(this.#socketFile, { name: 'list', tags: { n: 1 } })
          : await connection.request('status', { tags: { n: 1 }, status_fields: ['n', 'state'] });
      this.#times.push(performance.now() - begin);
      if (error !== null || !Array.isArray(result) || result.length !== 1) {
        throw new Error(`A polite request was answered ${JSON.stringify({ result, error })}.`);
      }
      await pause(PAUSE_MS);
    }
    await connection.close();
  }
}
