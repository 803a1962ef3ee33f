/** Keeps what is to be printed in the order in which it came, until what comes before it was printed. */
export class PrintQueue {
  #held: (() => void)[] | null = [];

  /** Prints now, or when the queue is opened. */
  add(print: () => void): void {
    if (this.#held === null) print();
    else this.#held.push(print);
  }

  /** Prints what was held, and from now on everything at once. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const print of held) print();
  }
}
