/** A promise with its handles: Node 20 has no `Promise.withResolvers` yet. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever awaits it hears of a rejection; nobody has to.
    this.promise.catch(() => {});
  }
}
