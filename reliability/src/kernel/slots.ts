import type { Limit } from '@autotrail/layer1';

/** The tags by which attempts are limited: of all steps, and of those of a lane. */
export const LIMITED: readonly Limit['tags'][] = [{}, { lane: 'a' }, { lane: 'b' }];

/** A step, as far as limits go. */
export interface Contender {
  readonly lane: string | undefined;
  /** Whether an attempt of it is under way or is being ended. */
  readonly hasAttempt: boolean;
}

/** The limits after somebody has set one: each set of tags has one at most. */
export function withLimit(limits: readonly Limit[], { tags, most }: Limit): readonly Limit[] {
  const others = limits.filter((limit) => limit.tags.lane !== tags.lane);
  return most === null ? others : [...others, { tags, most }];
}

/** Whether one more attempt of a step in that lane is within all limits. */
export function hasRoom(limits: readonly Limit[], wanting: string | undefined, all: readonly Contender[]): boolean {
  return limits.every(({ tags, most }) => {
    const isMeant = (lane: string | undefined): boolean => tags.lane === undefined || tags.lane === lane;
    return most === null || !isMeant(wanting) || all.filter(({ lane, hasAttempt }) => hasAttempt && isMeant(lane)).length < most;
  });
}
