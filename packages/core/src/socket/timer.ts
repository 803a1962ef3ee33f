const LONGEST_MS = 2 ** 31 - 1;

/** A timer of any length up to 24 days, and of 24 days for all that is longer: `setTimeout` would let it fire at once. */
export function startTimer(ms: number, expire: () => void): NodeJS.Timeout {
  return setTimeout(expire, Math.min(ms, LONGEST_MS));
}

/**
 * Calls back when the time is over and the other side has been late: what came in time counts, even if this process was too busy to
 * look at it, so the sockets are looked at once more before. Answers how to call it off.
 */
export function startDeadline(ms: number, expire: () => void): () => void {
  let lastLook: NodeJS.Immediate | undefined;
  const timer = startTimer(ms, () => {
    lastLook = setImmediate(expire);
  });
  return () => {
    clearTimeout(timer);
    clearImmediate(lastLook);
  };
}
