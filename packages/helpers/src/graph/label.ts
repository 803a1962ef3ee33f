/** The size of the text in a drawing, in pixels. */
export const FONT_SIZE = 14;

/** From here on a name goes on in the next line, in pixels. */
const MAX_LINE_WIDTH = 230;

/** The widths of characters, in parts of the font's size, by the widest of the common fonts: nothing knows where the text is shown. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[\p{M}\p{Cf}]/u, 0],
  [/[ijlIrtf.,:;'|!()[\]{} ]/, 0.42],
  [/[mwMW@%]/, 1],
  [/[\p{Lu}]/u, 0.76],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u{ff01}-\u{ff60}]/u, 1.1],
];
const USUAL_WIDTH = 0.64;

/** About how wide a text is, in pixels; rather more than less. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? USUAL_WIDTH;
  return width * FONT_SIZE;
}

/** Breaks a text into lines: after a blank, in a long word after a sign, else wherever it must. Joined, the lines are the text again. */
export function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/\S*\s*/g)?.flatMap(partsOf) ?? []) {
    if (line !== '' && !fits(line + piece)) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  return [...lines, line];
}

/** The word itself, or parts of it where it does not fit a line. */
function partsOf(word: string): readonly string[] {
  if (fits(word)) return [word];
  return word.match(/[^-_/.:=,]*[-_/.:=,]*/g)?.flatMap((part) => (fits(part) ? part : charactersOf(part))) ?? [];
}

function charactersOf(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
}

function fits(line: string): boolean {
  return widthOf(line.trimEnd()) <= MAX_LINE_WIDTH;
}
