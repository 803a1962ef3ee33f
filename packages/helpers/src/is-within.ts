import { systemClock } from '@autotrail/layer1';

/** Whether a promise resolves in time. Rejects if it does so in time. */
export function isWithin(limitMs: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.after(limitMs, () => resolve(false));
    promise.then(() => resolve(true), reject).finally(cancel);
  });
}
