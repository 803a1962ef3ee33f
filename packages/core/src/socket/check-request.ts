import { describeValue } from '../describe-value.js';
import { coreError } from '../errors.js';
import { MAX_JSON_DEPTH } from '../json.js';
import { endOfString } from './depth.js';

/**
 * Refuses the JSON text of a request that could mean two things, or harm whoever handles its value carelessly: one that nests deeper
 * than {@link MAX_JSON_DEPTH} levels, that has a key twice in one object (a parser would silently take the last), or that names an
 * object's prototype (`__proto__`, or `prototype` in the value of `constructor`), at any level. Keys are compared as the parser will
 * read them: `"\u005f_proto__"` is `__proto__`.
 *
 * Asked before `JSON.parse`, in one pass over the text and without recursion. Only for requests: an answer may hold anybody's data.
 * In a text that is no JSON it may find nothing, or something behind the first error; the parser refuses what it lets pass.
 *
 * @throws `AUTOTRAIL_TOO_DEEP`, `AUTOTRAIL_DUPLICATE_KEY`, `AUTOTRAIL_FORBIDDEN_KEY`; `AUTOTRAIL_BAD_LINE` if a key is no JSON.
 */
export function checkRequest(text: string): void {
  const open: Level[] = [];
  let isKeyNext = false;
  for (let i = 0; i < text.length; i += 1) {
    switch (text[i]) {
      case '"': {
        const end = endOfString(text, i);
        if (isKeyNext) open.at(-1)?.take(keyOf(text.slice(i, end + 1)));
        i = end;
        break;
      }
      case '{':
      case '[':
        isKeyNext = text[i] === '{';
        if (open.length === MAX_JSON_DEPTH) throw coreError('AUTOTRAIL_TOO_DEEP', { limit: MAX_JSON_DEPTH });
        open.push(new Level(isKeyNext, open.at(-1)?.key === 'constructor'));
        break;
      case ',':
        isKeyNext = open.at(-1)?.isObject === true;
        break;
      case ':':
        isKeyNext = false;
        break;
      case ']':
      case '}':
        open.pop();
    }
  }
}

/** An array or an object in which the pass is. */
class Level {
  readonly isObject: boolean;
  /** The key whose value is being passed; null in an array. */
  key: string | null = null;
  readonly #isConstructor: boolean;
  readonly #keys = new Set<string>();

  constructor(isObject: boolean, isConstructor: boolean) {
    this.isObject = isObject;
    this.#isConstructor = isConstructor;
  }

  take(key: string): void {
    if (key === '__proto__') throw coreError('AUTOTRAIL_FORBIDDEN_KEY', { key: '"__proto__"' });
    if (key === 'prototype' && this.#isConstructor) {
      throw coreError('AUTOTRAIL_FORBIDDEN_KEY', { key: '"prototype" in a "constructor"' });
    }
    if (this.#keys.has(key)) throw coreError('AUTOTRAIL_DUPLICATE_KEY', { key: describeValue(key) });
    this.#keys.add(key);
    this.key = key;
  }
}

/** The key that a JSON string spells. */
function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted);
  } catch (cause) {
    throw coreError('AUTOTRAIL_BAD_LINE', { found: 'text that is not JSON' }, cause);
  }
}
