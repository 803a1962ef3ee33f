/** First in, first out. Unlike an array's `shift`, taking one costs the same however many there are. */
export class Queue<T> {
  #items: T[] = [];
  #next = 0;

  get size(): number {
    return this.#items.length - this.#next;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#next];
    this.#next += 1;
    // What was taken is let go of in bulk, as soon as it is half of the array: a queue that is never empty must not grow for ever.
    if (this.#next * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    return item;
  }
}
