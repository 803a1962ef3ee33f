import { coreError } from '@autotrail/core';
import type { ApiConnection, ApiResponse, Transport } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import type { Tally } from './tally.js';

type Ask = () => Promise<ApiResponse>;

/** Between a client and its server: loses, doubles and delays requests and answers, and goes dead with the server. */
export class LossyTransport implements Pick<Transport, 'connect'> {
  /** Whether the server is no more: nothing comes back from then on. */
  isDead = false;
  /** The run that the server has told it serves. */
  run = '';
  /** Whether nothing happens to requests any more. */
  isCalm = false;
  /** How often something happens to a request, from 0 to 1. */
  readonly #rate: number;
  readonly #inner: Pick<Transport, 'connect'>;
  readonly #random: Random;
  readonly #tally: Tally;
  #late: (() => void)[] = [];

  constructor(inner: Pick<Transport, 'connect'>, { random, tally, rate }: LossyParts) {
    this.#inner = inner;
    this.#random = random;
    this.#tally = tally;
    this.#rate = rate;
  }

  async connect(): Promise<ApiConnection> {
    const inner = await this.#inner.connect();
    this.run = String(inner.hello.run);
    return {
      hello: inner.hello,
      closed: inner.closed,
      onPush: (listener) => inner.onPush(listener),
      close: () => inner.close(),
      request: (name, fields) => this.#carry(() => inner.request(name, fields)),
    };
  }

  /** Answers that are late arrive. */
  deliverLate(): void {
    for (const deliver of this.#late.splice(0)) deliver();
  }

  async #carry(ask: Ask): Promise<ApiResponse> {
    const answer = await (!this.isCalm && this.#random.chance(this.#rate) ? this.#disturb(ask) : ask());
    return this.isDead ? new Promise<never>(() => {}) : answer;
  }

  async #disturb(ask: Ask): Promise<ApiResponse> {
    switch (this.#random.below(4)) {
      case 0:
        this.#tally.add('request lost');
        throw gone();
      case 1:
        this.#tally.add('answer lost');
        await ask();
        throw gone();
      case 2:
        this.#tally.add('request doubled');
        return (await Promise.all([ask(), ask()]))[1];
      default: {
        this.#tally.add('answer late');
        const answer = await ask();
        await new Promise<void>((deliver) => this.#late.push(deliver));
        return answer;
      }
    }
  }
}

/** What a {@link LossyTransport} is made of. */
interface LossyParts {
  readonly random: Random;
  readonly tally: Tally;
  readonly rate: number;
}

function gone(): Error {
  return coreError('AUTOTRAIL_SERVER_GONE', { address: 'simulated', reason: 'the connection was lost' });
}
