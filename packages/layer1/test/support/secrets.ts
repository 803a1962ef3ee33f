import { stringify as queryString } from 'node:querystring';
import fc from 'fast-check';

/** Characters that some encoder or other treats in a way of its own. */
const SPECIAL = [...'ab9 \n\t\'"\\/+=&%$`!?*()[]{}<>.^|#-_~;:@,éß€🚀\u0001'];

/** Any secret that can be registered: at least four characters besides the blanks around them. */
export const secretValue = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...SPECIAL), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    minLength: 4,
    maxLength: 24,
  })
  .filter((value) => !/\p{Cs}/u.test(value) && [...value.trim()].length >= 4);

/** How others write a text: none of this is AutoTrail's own code. */
export const ENCODERS: Readonly<Record<string, (text: string) => string>> = {
  nobody: (text) => text,
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'base64 without padding': (text) => Buffer.from(text).toString('base64').replace(/=+$/, ''),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'upper-case hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  encodeURIComponent,
  encodeURI,
  'encodeURIComponent with + for a space': (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  'encodeURIComponent in lower case': (text) => encodeURIComponent(text).replace(/%../g, (each) => each.toLowerCase()),
  'a form': (text) => new URLSearchParams({ v: text }).toString().slice(2),
  'a query string': (text) => queryString({ v: text }).slice(2),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON in ASCII': (text) =>
    Array.from({ length: text.length }, (_, at) => text.charAt(at))
      .map((unit) =>
        unit < '\u007f' ? JSON.stringify(unit).slice(1, -1) : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      .join(''),
  'JSON with escaped slashes': (text) => JSON.stringify(text).slice(1, -1).split('/').join('\\/'),
  'a single-quoted word of a shell': (text) => text.split("'").join(`'\\''`),
  'a single-quoted word of shlex': (text) => text.split("'").join(`'"'"'`),
};

/** Where some bytes stand in what is encoded. */
interface Place {
  readonly before: number;
  readonly value: Buffer;
  readonly after: number;
  readonly alphabet: 'base64' | 'base64url';
}

/** The characters of base64 that depend on the value alone: those that stay when all bits around it are turned over. */
export function base64OfSecretAlone({ before, value, after, alphabet }: Place): string {
  const encode = (around: number): string =>
    Buffer.concat([Buffer.alloc(before, around), value, Buffer.alloc(after, around)]).toString(alphabet);
  const [zeros, ones] = [encode(0x00), encode(0xff)];
  const isSame = Array.from(zeros, (character, at) => character === ones[at]);
  const start = isSame.indexOf(true);
  const end = isSame.indexOf(false, start);
  return zeros.slice(start, end === -1 ? undefined : end);
}
