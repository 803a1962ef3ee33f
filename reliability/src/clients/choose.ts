import type { Random } from '../support/random.js';

/** One of several, of which there is at least one. */
export function choose<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)] as T;
}

/** One of several by name, each as often as its share says. */
export function chooseByShare<K extends string>(random: Random, shares: Readonly<Record<K, number>>): K {
  const entries = Object.entries(shares) as [K, number][];
  const total = entries.reduce((sum, [, share]) => sum + share, 0);
  let rest = random.below(total);
  for (const [name, share] of entries) {
    rest -= share;
    if (rest < 0) return name;
  }
  throw new Error('Internal error: shares that do not add up.');
}
