import type { AttemptRef, Timer } from '../../trail/effects.js';
import type { TrailEvent } from '../../trail/events.js';
import type { Trail } from '../../trail/trail.js';

/** The attempt that is under way or is being ended, and the one that is started once it is gone. */
const MOST_ATTEMPTS = 2;

/**
 * Runs a trail, which should be a fork, to the end of the course of events: every attempt succeeds, every attempt that is being ended
 * goes, every wait that ends by itself does, and no operator does anything.
 *
 * In a table of one's own a step might run over and over: here each ends after its {@link MOST_ATTEMPTS}.
 */
export function runCourse(trail: Trail, at: number): void {
  const attempts: AttemptRef[] = [...trail.attemptsUnderWay];
  const ended = new Uint8Array(trail.steps.length);
  const go = (event: TrailEvent): void => {
    for (const effect of trail.apply(event, at).effects) if (effect.type === 'start') attempts.push(effect);
  };
  // Where all goes well none is added to these.
  for (const timer of waitsOf(trail)) go({ type: 'timer', timer });
  for (let next = 0; next < attempts.length; next++) {
    const { n, attempt } = attempts[next] as AttemptRef;
    const count = (ended[n] ?? 0) + 1;
    if (count > MOST_ATTEMPTS) continue;
    ended[n] = count;
    go({ type: 'ended', n, attempt, outcome: { ok: true, value: null } });
  }
}

function waitsOf(trail: Trail): readonly Timer[] {
  return trail.steps.flatMap(({ n }): readonly Timer[] => {
    const { attempt, until } = trail.record(n);
    return until === null ? [] : [{ kind: 'wait', n, attempt, at: until }];
  });
}
