/**
 * What a terminal would obey instead of show: C0 (escape, newline, backspace…), delete, C1 (8-bit control sequences), marks and
 * overrides of writing direction, and the two Unicode line separators.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A text as it may be shown on a terminal, on one line: whatever would move the cursor, change its settings or reorder what is read
 * is spelt out, such as `\u001b`. Names, prompts and messages come from strangers.
 *
 * All JSON that is printed goes through here too: spelt this way it is still the same JSON.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\t' ? '    ' : spell(character)));
}

function spell(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
