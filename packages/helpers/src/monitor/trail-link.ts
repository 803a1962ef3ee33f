import { setTimeout as pause } from 'node:timers/promises';
import type { TrailClient } from '@autotrail/layer2';
import { Bell } from './bell.js';

/** How long a server that cannot be reached is left alone, in milliseconds. */
const RETRY_MS = 250;

/** A server's pushes, as long as it can be reached. */
export class TrailLink {
  readonly #bell = new Bell();
  readonly #hangUp = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #signal: AbortSignal;
  /** Rung when the trail is over. */
  readonly #over = new Bell();
  #isOver = false;
  /** Whether no more pushes come: the trail is over, or the server went away. */
  #isCut = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(client: Pick<TrailClient, 'events' | 'wait'>, caller: AbortSignal | undefined) {
    this.#caller = caller;
    this.#signal = AbortSignal.any([this.#hangUp.signal, ...(caller === undefined ? [] : [caller])]);
    void this.#watchEnd(client);
    void this.#watchPushes(client);
  }

  /**
   * Resolves with `true` when there is something new to ask for, first when nothing is missed any longer; with `false` when no more
   * will come.
   *
   * @throws what stands in the way of the pushes; the caller's reason to give up
   */
  async hasNews(): Promise<boolean> {
    this.#caller?.throwIfAborted();
    if (this.#isCut) return false;
    await this.#bell.heard();
    this.#caller?.throwIfAborted();
    this.#isCut ||= this.#isOver;
    if (this.#failure !== undefined && !this.#isOver) throw this.#failure.error;
    return true;
  }

  /** Whether the trail is over. Waits a moment for the news of it: a server that goes away may well have said so. */
  async isOverSoon(): Promise<boolean> {
    const moment = pause(RETRY_MS, undefined, { signal: this.#signal }).catch(() => {});
    if (!this.#isOver) await Promise.race([this.#over.heard(), moment]);
    return this.#isOver;
  }

  close(): void {
    this.#hangUp.abort();
  }

  async #watchEnd(client: Pick<TrailClient, 'wait'>): Promise<void> {
    try {
      await client.wait({ signal: this.#signal });
      this.#end();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #watchPushes(client: Pick<TrailClient, 'events'>): Promise<void> {
    const ring = (): void => this.#bell.ring();
    try {
      for await (const pushed of client.events({ signal: this.#signal, onSubscribed: ring })) {
        if ('event' in pushed && pushed.event.type === 'shutdown') this.#end();
        ring();
      }
      this.#isCut = true;
      ring();
    } catch (error) {
      this.#fail(error);
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#over.ring();
    this.#bell.ring();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#bell.ring();
  }
}
