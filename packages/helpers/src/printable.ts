/**
 * Control characters, the separators that break a line, those that turn the direction of writing, characters that XML forbids, and
 * halves of surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * A text on one line, as it may be shown on a terminal: whatever cannot be seen, would move the cursor, change settings or reorder
 * what is read is spelt out, such as `\n` or `\u001b`. Names, prompts and messages come from strangers. JSON on one line, spelt this
 * way, is still the same JSON.
 *
 * @example
 * printable('check\u001b[2J'); // 'check\\u001b[2J'
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT_ESCAPES.get(character) ?? escapeOf(character));
}

/** JSON knows escapes of 16 bits only. */
function escapeOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
