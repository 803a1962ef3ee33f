import { base64Forms } from './base64-forms.js';

/** Characters that a secret, and a line of one, needs at least: a shorter one would be masked all over the place. */
export const MIN_SECRET_CHARACTERS = 4;

/** How many characters a text has, not counting the blanks around it. */
export function countCharacters(text: string): number {
  return [...text.trim()].length;
}

/** Every way in which a secret, or a line of it, is commonly written. The exact value comes first. */
export function secretForms(value: string): ReadonlySet<string> {
  return new Set([value, ...linesOf(value)].flatMap(formsOfText));
}

/** The lines of a value as they show up by themselves. A value of one line may lose the blanks around it. */
function linesOf(value: string): readonly string[] {
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => countCharacters(line) >= MIN_SECRET_CHARACTERS);
}

function formsOfText(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [text, ...jsonForms(text), ...shellForms(text), ...percentForms(bytes), hex, hex.toUpperCase(), ...base64Forms(bytes)];
}

/** As JSON writers put it between quotes: they differ in what else than needs be they escape. */
function jsonForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const ascii = json.replace(/[\u007f-\uffff]/g, escapeUnit);
  return [json, ascii, json.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/'), json.replace(/[<>&]/g, escapeUnit)];
}

/** As shells take it: a single quote within single quotes in both usual ways, within double quotes, and with backslashes alone. */
function shellForms(text: string): readonly string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/["$`\\]/g, '\\$&'),
    text.replace(/[^\w\-.,:+/@%=\u0080-\uffff]/g, '\\$&'),
  ];
}

/** The bytes that percent-encoders leave as they are: RFC 3986, a path, `encodeURIComponent`, `encodeURI`, a form. */
const UNESCAPED = [/[\w.~-]/, /[\w.~/-]/, /[\w.~!'()*-]/, /[\w.~!'()*;/?:@&=+$,#-]/, /[\w.*-]/];

function percentForms(bytes: Buffer): readonly string[] {
  return UNESCAPED.flatMap((unescaped) => {
    const encoded = Array.from(bytes, (byte) => {
      const character = String.fromCharCode(byte);
      return unescaped.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    });
    const upper = encoded.map((each) => (each.length > 1 ? each.toUpperCase() : each));
    return [encoded, upper].flatMap((each) => [each.join(''), each.map((one) => (one === '%20' ? '+' : one)).join('')]);
  });
}
