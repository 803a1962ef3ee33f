/**
 * Whether a JSON text nests arrays and objects deeper than so many levels. Asked before `JSON.parse`: that one accepts millions of
 * levels, and whatever recurses over the value later overflows its stack.
 *
 * In a text that is no JSON the count is only right up to its first error, which is as far as a parser gets.
 */
export function isDeeperThan(levels: number, text: string): boolean {
  let depth = 0;
  // A text of so few characters cannot open more levels.
  for (let i = text.length > levels ? 0 : text.length; i < text.length; i += 1) {
    switch (text[i]) {
      case '"':
        i = endOfString(text, i);
        break;
      case '[':
      case '{':
        depth += 1;
        if (depth > levels) return true;
        break;
      case ']':
      case '}':
        depth -= 1;
    }
  }
  return false;
}

/** Where the string that begins there ends: at its closing quote, or behind a text that lacks it. */
export function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}
