import { LiteralSearch } from './literal-search.js';
import { MaskStream } from './mask-stream.js';
import { maskWords } from './mask-words.js';
import { secretForms } from './secret-forms.js';
import { type Span, SpanFinder } from './span-finder.js';

/**
 * Masks secrets: each is replaced by `[secret NAME]`, as it is and in the ways in which it is commonly written: base64 (also as a part
 * of something longer), percent-encoded, escaped for JSON and for a shell, in hexadecimal, and each line of it by itself.
 *
 * Time is linear in the text, whatever is in it; without secrets it takes none. Masking twice changes nothing more.
 */
export class Masker {
  /** Whether there is nothing to mask. */
  readonly isEmpty: boolean;
  readonly #search: LiteralSearch;
  readonly #words: ReadonlyMap<string, string>;

  /** Takes the secrets: the name of each by its value. Of two with the same form, the first one gives the name. */
  constructor(secrets: ReadonlyMap<string, string>) {
    const literals = new Map<string, string>();
    for (const [value, name] of secrets) {
      for (const form of secretForms(value)) if (!literals.has(form)) literals.set(form, name);
    }
    this.isEmpty = literals.size === 0;
    this.#search = new LiteralSearch(literals);
    this.#words = maskWords(literals);
  }

  /** The text with every secret masked; the text itself where there is none in it. */
  maskText(text: string): string {
    const spans = this.#spansOf(text);
    return spans.length === 0 ? text : this.#render(text, spans);
  }

  /**
   * JSON with every secret masked, in keys too; the value itself, not a copy, where there is none in it. Numbers stay as they are.
   * Keys that become the same are told apart by one more mask behind the later one.
   */
  maskJson<T>(value: T): T {
    return this.isEmpty ? value : (this.#maskValue(value) as T);
  }

  /** Masks a text that comes in pieces. Secrets that are registered later are not masked by it. */
  stream(): MaskStream {
    return new MaskStream(new SpanFinder(this.#search), this.#render);
  }

  #spansOf(text: string): readonly Span[] {
    if (this.isEmpty) return [];
    const finder = new SpanFinder(this.#search);
    finder.read(text, 0);
    return finder.spans;
  }

  readonly #render = (text: string, spans: readonly Span[]): string => {
    let shown = '';
    let at = 0;
    for (const { start, end, name } of spans) {
      shown += text.slice(at, start) + this.#words.get(name);
      at = end;
    }
    return shown + text.slice(at);
  };

  #maskValue(value: unknown): unknown {
    if (typeof value === 'string') return this.maskText(value);
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? this.#maskArray(value) : this.#maskObject(value);
  }

  #maskArray(values: readonly unknown[]): readonly unknown[] {
    const masked = values.map((value) => this.#maskValue(value));
    return masked.every((value, i) => value === values[i]) ? values : masked;
  }

  #maskObject(object: object): object {
    const entries: readonly [string, unknown][] = Object.entries(object);
    const masked = new Map<string, unknown>();
    for (const [key, value] of entries) masked.set(this.#maskKey(key, masked), this.#maskValue(value));
    const isSame = entries.every(([key, value]) => masked.get(key) === value);
    // `fromEntries` makes an own property even of a key such as `__proto__`.
    return isSame ? object : Object.fromEntries(masked);
  }

  #maskKey(key: string, taken: ReadonlyMap<string, unknown>): string {
    let masked = this.maskText(key);
    while (taken.has(masked)) masked += [...this.#words.values()][0];
    return masked;
  }
}
