const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** East Asian wide characters and emoji take two columns of a terminal. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;

/** How many columns of a terminal a text takes. Exact for printable text as far as terminals agree. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** The text, cut to so many columns; a cut is shown by `…`. */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let width = 1;
  let cut = '';
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    cut += grapheme;
  }
  return columns < 1 ? '' : `${cut}…`;
}

/** The columns of the first line of a text, and of those that follow it: at least as many. */
export interface LineWidths {
  readonly first: number;
  readonly others: number;
}

/** The lines of a text, broken at blanks; a word that is too long for a line is broken, too. */
export function wrapText(text: string, { first, others }: LineWidths): readonly string[] {
  const words = text.match(/\s*\S+/g) ?? [];
  const lines = [''];
  for (const piece of words.flatMap((word) => brokenWord(word, others))) {
    const longer = `${lines.at(-1)}${piece}`;
    if (textWidth(longer) <= (lines.length === 1 ? first : others)) lines[lines.length - 1] = longer;
    else lines.push(piece.trimStart());
  }
  return lines;
}

/** A word with the blanks before it, in pieces that a line can take. */
function brokenWord(word: string, columns: number): readonly string[] {
  if (textWidth(word) <= columns) return [word];
  const pieces = [''];
  for (const grapheme of graphemes(word.trimStart())) {
    const longer = `${pieces.at(-1)}${grapheme}`;
    if (textWidth(longer) <= columns) pieces[pieces.length - 1] = longer;
    else pieces.push(grapheme);
  }
  return [word.slice(0, word.length - word.trimStart().length) + pieces[0], ...pieces.slice(1)];
}

function graphemes(text: string): readonly string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : 1;
}
