import type { Socket } from 'node:net';
import { AutoTrailError } from '../autotrail-error.js';
import { coreError } from '../errors.js';
import { type Address, nameAddress } from './address.js';
import { serverGone } from './open-socket.js';
import { startDeadline } from './timer.js';

/** How long a client waits. */
export interface WaitOptions {
  /** Time until it gives up with `AUTOTRAIL_TIMEOUT`, in milliseconds, counted from the call. More than 24 days count as 24 days. */
  readonly timeoutMs?: number | undefined;
  /** When it fires, the wait ends with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Gives a socket up when the time is over or the signal fires, and remembers which of them it was. */
export class Patience {
  readonly #socket: Socket;
  readonly #address: Address;
  readonly #signal: AbortSignal | undefined;
  readonly #callOff: () => void = () => {};
  #givenUp: { readonly reason: unknown } | undefined;

  constructor(socket: Socket, address: Address, { timeoutMs, signal }: WaitOptions) {
    this.#socket = socket;
    this.#address = address;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#abort);
    if (timeoutMs !== undefined) this.#callOff = startDeadline(timeoutMs, () => this.#expire(timeoutMs));
  }

  /** The wait is over: time and signal count no more. */
  end(): void {
    this.#callOff();
    this.#signal?.removeEventListener('abort', this.#abort);
  }

  /** What to tell the caller about an error of the socket. */
  explain(error: unknown): unknown {
    if (this.#givenUp !== undefined) return this.#givenUp.reason;
    return AutoTrailError.is(error) ? error : serverGone(this.#address, error);
  }

  #abort = (): void => this.#giveUp(this.#signal?.reason);

  #expire(timeoutMs: number): void {
    this.#giveUp(coreError('AUTOTRAIL_TIMEOUT', { address: nameAddress(this.#address), timeoutMs }));
  }

  #giveUp(reason: unknown): void {
    this.#givenUp ??= { reason };
    this.#socket.destroy();
  }
}
