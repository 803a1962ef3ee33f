import { randomInt } from 'node:crypto';

/** How many seeds there are: a seed is a whole number from 0 up to, not including, this. */
const SEEDS = 2 ** 32;
/** Numbers thrown away at the beginning: until then numbers of neighbouring seeds resemble each other. */
const WARM_UP = 12;

/**
 * Random numbers that are the same for the same seed, on every machine: the generator sfc32 of Chris Doty-Humphrey's PractRand
 * (public domain; 128 bits of state, passes PractRand and BigCrush).
 *
 * @example
 * const random = new Random(seed, schedule);
 * random.below(6); // 0 to 5
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param stream - which of the many sequences of a seed @default 0 */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = Math.floor(stream / SEEDS) | 0;
    for (let thrown = 0; thrown < WARM_UP; thrown++) this.next();
  }

  /** The next number, from 0 up to 2^32 - 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor((this.next() / SEEDS) * limit);
  }

  /** True that often, from 0 (never) to 1 (always). */
  chance(probability: number): boolean {
    return this.next() < probability * SEEDS;
  }

  /** One of them; `undefined` if there is none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }
}

/** The seed that `RELIABILITY_SEED` names, so that a run is repeated; otherwise one that is drawn. Print it. */
export function seedOfRun(given: string | undefined = process.env.RELIABILITY_SEED): number {
  if (given === undefined || given === '') return randomInt(SEEDS);
  const seed = Number(given);
  if (Number.isInteger(seed) && seed >= 0 && seed < SEEDS) return seed;
  throw new RangeError(`Expected a seed from 0 to ${SEEDS - 1}, got ${JSON.stringify(given)}.`);
}
