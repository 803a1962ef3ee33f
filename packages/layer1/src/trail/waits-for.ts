import { openPrompts } from './prompt.js';
import type { Trail } from './trail.js';

/**
 * What a step waits for. `operator`: to be started, resumed, or decided on otherwise. `prompt`: an answer. `timer`: the end of a time.
 * `slot`: an attempt of another step to end, because of a limit. `worker`: an attempt of its own, at work or being ended. `steps`: those
 * that come before it.
 */
export type WaitsFor = 'operator' | 'prompt' | 'timer' | 'slot' | 'worker' | 'steps';

/** What a step waits for; `null` for nothing: it is over, or cannot be reached. */
export function waitsFor(trail: Trail, n: number): WaitsFor | null {
  const record = trail.record(n);
  const { isActive, isDone, isIgnored } = trail.meaning(record.state);
  if (isActive === true) return openPrompts(record).length > 0 ? 'prompt' : 'worker';
  if (isDone === true || isIgnored === true || trail.isUnreachable(n)) return record.ending === null ? null : 'worker';
  if (!trail.isReached(n)) return 'steps';
  if (record.until !== null) return 'timer';
  if (record.cause === 'slot') return 'slot';
  const isNext = trail.isStarted && trail.startsWhenReached(n);
  return isNext && record.ending !== null ? 'worker' : 'operator';
}
