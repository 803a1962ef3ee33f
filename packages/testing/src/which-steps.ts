import { describeValue, type Tags } from '@autotrail/core';
import { testingError } from './errors.js';

/** Names that an error lists. */
const MOST_NAMES = 20;

/** Which steps are meant: those of that name, or those that have all these tags. */
export type WhichSteps = string | Tags;

/** Whether a step with these tags, `n` and `name` among them, is meant. */
export function isMeant(which: WhichSteps, tags: Tags): boolean {
  if (typeof which === 'string') return tags.name === which;
  return Object.entries(which).every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value);
}

/** @throws AutoTrailError `AUTOTRAIL_UNKNOWN_STEP` if no step is meant, naming what it was asked for */
export function checkMeant(owner: string, which: WhichSteps, steps: readonly Tags[]): void {
  if (steps.some((tags) => isMeant(which, tags))) return;
  const found = typeof which === 'string' ? which : typeof which === 'object' ? JSON.stringify(which) : describeValue(which);
  throw testingError('AUTOTRAIL_UNKNOWN_STEP', { owner, found, names: namesOf(steps) });
}

function namesOf(steps: readonly Tags[]): string {
  const names = [...new Set(steps.map(({ name }) => String(name)))];
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : names.join(', ');
}
