import { setTimeout as pause } from 'node:timers/promises';
import { exchange } from '../clients/exchange.js';
import { IdleCrowd } from '../clients/idle-crowd.js';
import { type MisbehaviourKind, misbehaviour } from '../clients/misbehaviour.js';
import type { Random } from '../support/random.js';

/** Clients that say nothing, or drip. */
const IDLE = 16;
/** What clients do that give no command: each in its turn. */
const KINDS: readonly MisbehaviourKind[] = ['answers never read', 'nothing at all', 'no newline'];
/** Time between two of them, in milliseconds. */
const PAUSE_MS = 500;

/** Clients that hold up a server: silent ones, ones that drip, ones that ask for a lot and never read it. */
export class SlowClients implements AsyncDisposable {
  /** Connections of those that ask. */
  count = 0;
  readonly #crowd: IdleCrowd;
  readonly #over = new AbortController();
  readonly #coming: Promise<void>;

  constructor(socketFile: string, random: Random) {
    this.#crowd = new IdleCrowd(socketFile, IDLE);
    this.#coming = this.#come(socketFile, random);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#crowd[Symbol.asyncDispose]();
    await this.#coming;
  }

  async #come(socketFile: string, random: Random): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await exchange(socketFile, misbehaviour(random, KINDS[this.count % KINDS.length] as MisbehaviourKind));
      this.count += 1;
      await pause(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}
