import { setImmediate as nextTurn } from 'node:timers/promises';

/** A counter that loses counts when two increments overlap. */
export class Counter {
  value = 0;
  calls = 0;
  #secret = 'kept';

  async increment(): Promise<void> {
    const { value } = this;
    await nextTurn();
    this.value = value + 1;
  }

  read(): number {
    this.calls += 1;
    return this.value;
  }

  add(amount: number): number {
    this.value += amount;
    return this.value;
  }

  async reject(reason: string): Promise<never> {
    throw Object.assign(new RangeError(reason), { code: 'E_WHY' });
  }

  answerDate(): Date {
    return new Date();
  }

  nothing(): void {}

  secret(): string {
    return this.#secret;
  }

  get getter(): number {
    throw new Error('asked');
  }
}
