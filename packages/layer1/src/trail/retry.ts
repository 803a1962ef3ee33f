import type { Failure } from '../action.js';
import type { RetryPolicy } from '../step-policy.js';

/** Which attempt failed, of which step of which trail. */
export interface FailedAttempt {
  readonly trail: string;
  readonly n: number;
  readonly attempt: number;
  /** How many attempts were made since a call let the step run. */
  readonly tries: number;
}

/** Whether a failed attempt is to be made again by itself. */
export function isWorthRetrying(retry: RetryPolicy, tries: number, { code, name }: Failure['error']): boolean {
  const { attempts, on } = retry;
  return tries < attempts && (on === undefined || on.some((word) => word === code || word === (name ?? 'Error')));
}

/**
 * How long to wait before the next attempt, in milliseconds: exponential backoff, with jitter that spreads steps which failed together.
 * The same attempt of the same trail always waits as long.
 */
export function retryDelay(retry: RetryPolicy, { trail, n, attempt, tries }: FailedAttempt): number {
  const { backoffMs, factor, maxBackoffMs, jitter } = retry;
  // Infinite from some try on: that many times no delay at all would be no number.
  const growth = Math.min(factor ** (tries - 1), Number.MAX_VALUE);
  const delay = Math.min(backoffMs * growth, maxBackoffMs);
  return Math.round(delay * (1 - jitter * fractionOf(`${trail}/${n}.${attempt}`)));
}

/**
 * A number from 0 up to, and without, 1 that looks like chance: the text's FNV-1a hash of 32 bits
 * (http://www.isthe.com/chongo/tech/comp/fnv/), its bits mixed by MurmurHash3's finalizer since texts that end alike hash alike.
 */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
