import { AutoTrailError } from '@autotrail/core';
import type { TrailClient } from '@autotrail/layer2';
import { TrailLink } from './trail-link.js';

/** Enough of a client to be told of changes. */
export type ObservableTrail = Pick<TrailClient, 'events' | 'wait'>;

/** How a trail is observed. */
export interface Observation<T> {
  /** Asks the server for what is to be answered. */
  readonly ask: () => Promise<T>;
  /** How many times in a row the server may not be reached. */
  readonly maxTries: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Answers what `ask` does now, and again whenever something has happened to the trail; what happens while an answer is being looked at
 * counts once. Ends after the trail has: it is finished, or was shut down.
 *
 * O1. Nothing is missed: the first question is asked when the server has begun to push.
 * O2. Only what the server pushes leads to a question, never the time.
 *
 * @throws AutoTrailError `AUTOTRAIL_SERVER_GONE` after `maxTries` failures in a row, `AUTOTRAIL_CALL_REFUSED`; the signal's reason
 */
export async function* observeTrail<T>(client: ObservableTrail, { ask, maxTries, signal }: Observation<T>): AsyncGenerator<T> {
  for (let tries = 0; ; ) {
    const link = new TrailLink(client, signal);
    try {
      while (await link.hasNews()) {
        const answer = await ask();
        signal?.throwIfAborted();
        tries = 0;
        yield answer;
      }
      if (await link.isOverSoon()) return;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      tries += 1;
      if (await link.isOverSoon()) return;
      if (tries >= maxTries) throw error;
    } finally {
      link.close();
    }
  }
}

function isUnreachable(error: unknown): boolean {
  if (!AutoTrailError.is(error)) return false;
  const { code, cause } = error;
  const isEnding = AutoTrailError.is(cause) && cause.code === 'AUTOTRAIL_SERVER_ENDING';
  return code === 'AUTOTRAIL_SERVER_GONE' || code === 'AUTOTRAIL_TIMEOUT' || (code === 'AUTOTRAIL_CALL_REFUSED' && isEnding);
}
