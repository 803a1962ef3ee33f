import type { AttemptFate } from '../../src/trail/attempt-fate.js';
import type { AttemptRef } from '../../src/trail/effects.js';
import type { ResumedEvent } from '../../src/trail/events.js';
import type { Trail } from '../../src/trail/trail.js';

export const LOST: AttemptFate = { fate: 'lost' };
export const KEPT: AttemptFate = { fate: 'kept' };
export const PROCESS = { pid: 4_711, startTime: '99', command: 'sleep 60' };
export const LEFT_BEHIND: AttemptFate = { fate: 'left behind', processes: [PROCESS] };

/** That a trail was taken up, and what has become of each attempt that was under way. */
export function resumed(
  trail: Trail,
  fate: AttemptFate | ((attempt: AttemptRef) => AttemptFate) = LOST,
  transformed: ResumedEvent['transformed'] = [],
): ResumedEvent {
  const fateOf = typeof fate === 'function' ? fate : () => fate;
  const attempts = trail.attemptsUnderWay.map((attempt) => ({ ...attempt, ...fateOf(attempt) }));
  return { type: 'resumed', attempts, transformed, policies: [] };
}
