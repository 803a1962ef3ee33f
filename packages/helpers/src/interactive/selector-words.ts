import type { TagValue } from '@autotrail/core';
import type { Selector } from '@autotrail/layer2';
import { splitWords } from '../command/words.js';
import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';

/**
 * The steps that the words of a dot command mean: a number, a name, `key=text`, `key:=json`, or `all`. All of them must match.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_DOT_COMMAND`, also where there is no word: nothing is done to all steps by mistake
 */
export function readSelector(text: string): Selector {
  const words = splitWords(text);
  if (words.length === 0) throw badWords('steps, or the word all', 'nothing');
  if (words.length === 1 && words[0] === 'all') return {};
  const tags = words.map(readWord);
  const keys = tags.map(([key]) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw badWords(`each of n, name and tags once (quote a name that has blanks)`, `${twice} twice`);
  return Object.fromEntries(tags);
}

function readWord(word: string): readonly [string, TagValue] {
  const [, key, operator, value = ''] = /^([^=]*?)(:?=)(.*)$/s.exec(word) ?? [];
  if (key !== undefined) return [key, operator === ':=' ? readJson(value) : key === 'n' ? Number(value) : value];
  return /^\d+$/.test(word) ? ['n', Number(word)] : ['name', word];
}

function readJson(text: string): TagValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badWords('JSON after `:=`', showValue(text), cause);
  }
}

function badWords(expected: string, found: string, cause?: unknown): Error {
  return helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected, found }, cause);
}
