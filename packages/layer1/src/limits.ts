import { describeValue, type Tags } from '@autotrail/core';
import { layer1Error } from './errors.js';
import { checkNames } from './options.js';
import { keyOfLimit, type Limit } from './trail/limit.js';

/** A limit that a trail begins with: {@link Limit}, of every step where no tags are given. */
export type LimitOptions = Pick<Limit, 'most'> & Partial<Limit>;

const FIELDS: readonly (keyof Limit)[] = ['tags', 'most'];

/** Reads the limits a trail begins with. @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION` */
export function readLimits(limits: readonly LimitOptions[]): readonly Limit[] {
  if (!Array.isArray(limits)) throw bad('a list of limits, such as `[{ most: 4 }]`', describeValue(limits));
  const read = Array.from(limits, readLimit);
  const twice = read.find((one, place) => read.findIndex((other) => keyOfLimit(other) === keyOfLimit(one)) !== place);
  if (twice !== undefined) throw bad('one for the same tags', `two for ${JSON.stringify(twice.tags)}`);
  return read;
}

function readLimit(limit: LimitOptions, place: number): Limit {
  const isObject = typeof limit === 'object' && limit !== null && !Array.isArray(limit);
  if (!isObject) throw bad('a list of objects with `most`', `${describeValue(limit)} as entry ${place}`);
  checkNames(`entry ${place} of \`limits\``, limit, FIELDS);
  const { tags = {}, most } = limit;
  const isCount = most === null || (Number.isSafeInteger(most) && most >= 0);
  if (!isCount) throw bad('`most` an integer from 0 up, or null', `${describeValue(most)} in entry ${place}`);
  if (!isTags(tags)) throw bad('`tags` an object of strings, numbers and booleans', `${describeValue(tags)} in entry ${place}`);
  return { tags, most };
}

function isTags(tags: unknown): tags is Tags {
  const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  return typeof tags === 'object' && tags !== null && !Array.isArray(tags) && Object.values(tags).every(isScalar);
}

function bad(expected: string, found: string): Error {
  return layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'limits', owner: 'a trail', expected, found });
}
