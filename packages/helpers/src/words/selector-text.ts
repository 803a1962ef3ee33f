import type { Tags, TagValue } from '@autotrail/core';
import { quote as quoteWord } from 'shlex';

/** A selector as it is typed after a dot command. */
export function selectorText(selector: Tags): string {
  const words = Object.entries(selector).map(([key, value]) => tagWord(key, value));
  return words.length === 0 ? 'all' : words.join(' ');
}

/** A tag as it is typed after a dot command, and in a shell. */
export function tagWord(key: string, value: TagValue): string {
  return quoteWord(typeof value === 'string' ? `${key}=${value}` : `${key}:=${value}`);
}
