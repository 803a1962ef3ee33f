import { coreError } from '../errors.js';

/**
 * Percent-encodes a text as wire version 1 wants it: every byte of its UTF-8 outside `A-Z a-z 0-9 _ . - /` becomes `%XX`. The result
 * is one line, without a newline at its end.
 *
 * @throws `AUTOTRAIL_BAD_LINE` if the text has half a surrogate pair, which UTF-8 cannot express.
 *
 * @example
 * encodeLine('{"name": "list"}'); // '%7B%22name%22%3A%20%22list%22%7D'
 */
export function encodeLine(text: string): string {
  try {
    return encodeURIComponent(text)
      .replaceAll('%2F', '/')
      .replace(/[!'()*~]/g, hexOf);
  } catch (cause) {
    throw coreError('AUTOTRAIL_BAD_LINE', { found: 'half of a surrogate pair' }, cause);
  }
}

/**
 * Turns a line of {@link encodeLine} back into its text.
 *
 * @throws `AUTOTRAIL_BAD_LINE` if a percent sequence is broken, or if what they spell is not UTF-8.
 */
export function decodeLine(line: string): string {
  try {
    return decodeURIComponent(line);
  } catch (cause) {
    throw coreError('AUTOTRAIL_BAD_LINE', { found: 'a broken percent sequence' }, cause);
  }
}

function hexOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
