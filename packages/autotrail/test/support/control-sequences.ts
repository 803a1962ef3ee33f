const ESCAPE = String.fromCharCode(27);

/** Colours and weights: `ESC [ … m`. */
const STYLING = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
/** How readline places the cursor and clears what is right of it. */
const EDITING = new RegExp(`${ESCAPE}\\[\\d*[GJK]`, 'g');

/** A text without the control sequences that AutoTrail, and Node for it, may use. */
export function withoutOwnSequences(shown: string): string {
  return shown.replace(STYLING, '').replace(EDITING, '');
}

/** Everything else that a terminal would obey rather than show, besides the ends of lines. */
export function strangeSequences(shown: string): readonly string[] {
  const text = withoutOwnSequences(shown).replace(/\r+\n/g, '');
  return text.match(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu) ?? [];
}
