import { type CancelTimer, type Clock, ManualClock } from '@autotrail/layer1';

/** A clock that is moved by hand, and whose hands can be set: timers do not mind, they wait for time to pass. */
export class JumpingClock implements Clock {
  readonly #passing = new ManualClock();
  #offset: number;

  constructor(startMs: number) {
    this.#offset = startMs;
  }

  now(): number {
    return this.#passing.now() + this.#offset;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    return this.#passing.after(delayMs, callback);
  }

  advance(byMs: number): void {
    this.#passing.advance(byMs);
  }

  jump(byMs: number): void {
    this.#offset += byMs;
  }
}
