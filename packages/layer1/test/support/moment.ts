import type { StepRecord } from '../../src/trail/record.js';
import type { Applied, Trail } from '../../src/trail/trail.js';
import type { Reach } from './reach.js';

/** What oracles judge: an event, and the trail before and after it. */
export interface Moment {
  readonly trail: Trail;
  readonly applied: Applied;
  readonly was: readonly StepRecord[];
  readonly is: readonly StepRecord[];
  /** Which steps are reached after it. */
  readonly reach: Reach;
  /** The numbers of the steps whose failure edges were met before, and are not now. */
  readonly unmet: ReadonlySet<number>;
  /** Whether steps may start. */
  readonly mayRun: boolean;
}

/** The steps that a command moves. */
export function namedIn({ event }: Pick<Applied, 'event'>): ReadonlySet<number> {
  return new Set(event.type === 'command' ? event.moves.flatMap(({ steps }) => steps) : []);
}

/** The step whose attempt or timer it is about. */
export function subjectOf({ event }: Pick<Applied, 'event'>): number | null {
  if (event.type === 'timer') return event.timer.n;
  return event.type === 'ended' ? event.n : null;
}

/** Of some numbers of steps those that are meant. */
export function numbersOf({ trail }: Pick<Moment, 'trail'>, isMeant: (n: number) => boolean): readonly number[] {
  return trail.steps.map(({ n }) => n).filter(isMeant);
}
