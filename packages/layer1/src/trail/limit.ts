import type { Tags } from '@autotrail/core';

/** How many attempts there may be at a time. */
export interface Limit {
  /** Of which steps: those with all these tags; `{}` means every step. */
  readonly tags: Tags;
  /** How many attempts of theirs, under way or being ended, from 0 up; `null` for as many as there are. */
  readonly most: number | null;
}

/** What limits are told apart by: there is one for the same tags. */
export function keyOfLimit({ tags }: Pick<Limit, 'tags'>): string {
  return JSON.stringify(Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1)));
}
