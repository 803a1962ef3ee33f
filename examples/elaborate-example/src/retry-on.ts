import { setTimeout } from 'node:timers/promises';

/** Which errors are worth another try, and how many. */
export interface RetryOptions {
  readonly errorClass: abstract new (...args: never[]) => Error;
  /** How often the function is called at most. */
  readonly attempts: number;
  /** The pause before another try, in milliseconds. */
  readonly delayMs: number;
}

/** A function that calls `fn`, and again if it throws an error of the class; any other error is passed on at once. */
export function retryOn<TParameters, TReturned>(
  fn: (parameters: TParameters) => Promise<TReturned>,
  { errorClass, attempts, delayMs }: RetryOptions,
): (parameters: TParameters) => Promise<TReturned> {
  return async function retried(parameters) {
    for (let left = attempts - 1; ; left -= 1) {
      try {
        return await fn(parameters);
      } catch (error) {
        if (left <= 0 || !(error instanceof errorClass)) throw error;
      }
      await setTimeout(delayMs);
    }
  };
}
