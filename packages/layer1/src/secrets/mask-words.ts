/** How long a run of one character is that stands for a secret where its name cannot. */
const PLAIN_LENGTH = 3;

/**
 * What each secret is replaced by: `[secret NAME]`.
 *
 * No form of any secret may be in what is written there, nor come about at its edges together with what stands around it: it would be
 * left over, or masked once more by the next. Where it would (a secret may be `secret`), all are replaced by a run of a character that
 * no secret has.
 */
export function maskWords(literals: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const forms = [...literals.keys()];
  const names = [...new Set(literals.values())];
  const words = names.map((name) => `[secret ${name}]`);
  const isClear = words.every((word) => forms.every((form) => !touches(word, form)));
  const plain = isClear ? '' : characterInNone(forms).repeat(PLAIN_LENGTH);
  return new Map(names.map((name, i) => [name, isClear ? (words[i] as string) : plain]));
}

/** Whether a form can be found where a word was written, in whatever text. */
function touches(word: string, form: string): boolean {
  if (word.includes(form) || form.includes(word)) return true;
  // Only a form with a bracket can reach over an edge.
  if (!/[[\]]/.test(form)) return false;
  const longest = Math.min(word.length, form.length);
  for (let length = 1; length < longest; length++) {
    if (word.endsWith(form.slice(0, length)) || word.startsWith(form.slice(-length))) return true;
  }
  return false;
}

function characterInNone(forms: readonly string[]): string {
  const taken = new Set(forms.flatMap((form) => [...form]));
  let code = '*'.charCodeAt(0);
  while (taken.has(String.fromCodePoint(code))) code += 1;
  return String.fromCodePoint(code);
}
