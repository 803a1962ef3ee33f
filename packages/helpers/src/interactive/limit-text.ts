import type { Limit } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { selectorText } from './selector-words.js';

/** A limit in words: how many attempts of which steps there may be at a time. */
export function limitText({ tags, most }: Limit): string {
  const steps = Object.keys(tags).length === 0 ? 'all steps' : selectorText(tags);
  return `${most === null ? 'any number' : `at most ${most}`} at a time of ${printable(steps)}`;
}
