interface Waiter<TAnswer> {
  readonly resolve: (answer: TAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Who waits for the answer to which call. Knows no socket.
 *
 * A call leaves the registry exactly once: with its answer, with its signal, or with all others when the connection ends. What
 * comes for it later is for nobody.
 */
export class Calls<TAnswer> {
  readonly #waiters = new Map<number, Waiter<TAnswer>>();
  #lastId = 0;

  /** How many calls wait. */
  get size(): number {
    return this.#waiters.size;
  }

  /** An id that no call had before. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Waits for the answer to the call of that id; rejects with the signal's reason if that fires first. */
  wait(id: number, signal?: AbortSignal): Promise<TAnswer> {
    const answer = new Promise<TAnswer>((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
    if (signal === undefined) return answer;
    const abort = (): void => this.#take(id)?.reject(signal.reason);
    signal.addEventListener('abort', abort);
    return answer.finally(() => signal.removeEventListener('abort', abort));
  }

  /** Hands an answer over. One that nobody waits for is dropped. */
  answer(id: number, answer: TAnswer): void {
    this.#take(id)?.resolve(answer);
  }

  /** Fails every call that waits. */
  failAll(error: unknown): void {
    for (const id of [...this.#waiters.keys()]) this.#take(id)?.reject(error);
  }

  #take(id: number): Waiter<TAnswer> | undefined {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    return waiter;
  }
}
