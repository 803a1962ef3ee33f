import { describeValue, type Tags } from '@autotrail/core';
import { layer1Error } from './errors.js';
import { keyOfLimit, type Limit } from './trail/limit.js';

/** Reads the limits a trail begins with. @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` */
export function readLimits(limits: readonly Partial<Limit>[]): readonly Limit[] {
  const read = limits.map(readLimit);
  const twice = read.find((one, place) => read.findIndex((other) => keyOfLimit(other) === keyOfLimit(one)) !== place);
  if (twice !== undefined) throw bad('one for the same tags', `two for ${JSON.stringify(twice.tags)}`);
  return read;
}

function readLimit({ tags = {}, most = null }: Partial<Limit>): Limit {
  const isCount = most === null || (Number.isSafeInteger(most) && most >= 0);
  if (!isCount) throw bad('`most` an integer from 0 up, or null', describeValue(most));
  if (!isTags(tags)) throw bad('`tags` an object of strings, numbers and booleans', describeValue(tags));
  return { tags, most };
}

function isTags(tags: unknown): tags is Tags {
  const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  return typeof tags === 'object' && tags !== null && !Array.isArray(tags) && Object.values(tags).every(isScalar);
}

function bad(expected: string, found: string): Error {
  return layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'limits', owner: 'a trail', expected, found });
}
