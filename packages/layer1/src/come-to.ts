import type { Dag } from '@autotrail/core';

/** All vertices that edges in one direction lead on to from some, without those themselves. Answers numbers, nearest first. */
export function comeToFrom({ offsets, targets }: Dag<unknown>['outgoing'], from: readonly number[]): readonly number[] {
  const found = [...from];
  const seen = new Set(found);
  for (let next = 0; next < found.length; next++) {
    const n = found[next] as number;
    for (const neighbour of targets.subarray(offsets[n], offsets[n + 1])) {
      if (seen.has(neighbour)) continue;
      seen.add(neighbour);
      found.push(neighbour);
    }
  }
  return found.slice(from.length);
}
