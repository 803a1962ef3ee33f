import { layer1Error } from '../errors.js';

/** Takes back what {@link Clock.after} promised. */
export type CancelTimer = () => void;

/** The only time a trail knows. */
export interface Clock {
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /** Calls back once, `delayMs` milliseconds from now or, if that is past, soon; never before it returns. */
  after(delayMs: number, callback: () => void): CancelTimer;
}

/** Node's timers fire at once for delays of 2^31 ms and more, so a long delay is waited for in slices of a day. */
const LONGEST_SLICE_MS = 24 * 60 * 60 * 1_000;

/** The time of this computer. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    let timer: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      const sliceMs = Math.min(Math.max(restMs, 0), LONGEST_SLICE_MS);
      timer = setTimeout(() => (restMs > sliceMs ? wait(restMs - sliceMs) : callback()), sliceMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};

interface ManualTimer {
  readonly at: number;
  readonly callback: () => void;
}

/** A time that is moved by hand: nothing happens until {@link ManualClock.advance}. For tests and rehearsals. */
export class ManualClock implements Clock {
  #now: number;
  /** In the order in which they fire: by time, then as they were set. */
  readonly #timers: ManualTimer[] = [];

  constructor(startMs = 0) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer: ManualTimer = { at: this.#now + Math.max(delayMs, 0), callback };
    this.#timers.splice(this.#timers.findLastIndex(({ at }) => at <= timer.at) + 1, 0, timer);
    return () => {
      const place = this.#timers.indexOf(timer);
      if (place >= 0) this.#timers.splice(place, 1);
    };
  }

  /** When the next timer is due, in milliseconds since the epoch; `null` if none is waiting. */
  get nextAt(): number | null {
    return this.#timers[0]?.at ?? null;
  }

  /**
   * Lets time pass, firing what becomes due in order, timers set meanwhile included.
   *
   * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` for anything but a number of milliseconds from 0 up
   */
  advance(byMs: number): void {
    if (!(byMs >= 0)) {
      const expected = 'a number of milliseconds from 0 up';
      throw layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'byMs', owner: 'advance', expected, found: String(byMs) });
    }
    const until = this.#now + byMs;
    for (let due = this.#takeDue(until); due !== undefined; due = this.#takeDue(until)) {
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    // A callback may have let more time pass by itself.
    this.#now = Math.max(this.#now, until);
  }

  #takeDue(until: number): ManualTimer | undefined {
    const [next] = this.#timers;
    return next !== undefined && next.at <= until ? this.#timers.shift() : undefined;
  }
}
