import type { Limit } from '@autotrail/layer1';
import { selectorText } from './selector-text.js';

/**
 * A limit in words: how many attempts of which steps there may be at a time.
 *
 * @example
 * limitText({ tags: { region: 'eu' }, most: 1 }); // 'at most 1 at a time of region=eu'
 * limitText({ tags: {}, most: null }); // 'any number at a time of all steps'
 */
export function limitText({ tags, most }: Limit): string {
  const steps = Object.keys(tags).length === 0 ? 'all steps' : selectorText(tags);
  return `${most === null ? 'any number' : `at most ${most}`} at a time of ${steps}`;
}
