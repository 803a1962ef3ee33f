const LONGEST_MS = 2 ** 31 - 1;

/** A timer of any length up to 24 days, and of 24 days for all that is longer: `setTimeout` would let it fire at once. */
export function startTimer(ms: number, expire: () => void): NodeJS.Timeout {
  return setTimeout(expire, Math.min(ms, LONGEST_MS));
}
