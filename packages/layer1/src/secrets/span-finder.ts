import { type LiteralSearch, ROOT } from './literal-search.js';

/** A part of a text that is to be masked. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** The length of the longest secret in it. */
  readonly length: number;
  /** The name of that secret. */
  readonly name: string;
}

/**
 * Finds the parts of a text that secrets cover, in order. Secrets that overlap, or one of which is inside another, make one part:
 * nothing of either is to be left over.
 */
export class SpanFinder {
  readonly #search: LiteralSearch;
  #state = ROOT;
  #spans: Span[] = [];

  constructor(search: LiteralSearch) {
    this.#search = search;
  }

  /** What was found so far. */
  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** How many of the characters read last may be the beginning of a secret that goes on. */
  get pending(): number {
    return this.#search.pendingAt(this.#state);
  }

  /** Reads a text from a place on. What stands before it was read already. */
  read(text: string, from: number): void {
    for (let at = from; at < text.length; at++) {
      this.#state = this.#search.next(this.#state, text.charCodeAt(at));
      const length = this.#search.lengthAt(this.#state);
      if (length > 0) this.#add({ start: at + 1 - length, end: at + 1, length, name: this.#search.labelAt(this.#state) });
    }
  }

  /** Forgets the beginning of the text, and the parts in it. Places are counted from there on. */
  drop(characters: number): void {
    const left = this.#spans.filter(({ end }) => end > characters);
    this.#spans = left.map((span) => ({
      ...span,
      start: Math.max(0, span.start - characters),
      end: span.end - characters,
    }));
  }

  #add(found: Span): void {
    let span = found;
    for (let last = this.#spans.at(-1); last !== undefined && last.end > span.start; last = this.#spans.at(-1)) {
      this.#spans.pop();
      span = join(last, span);
    }
    this.#spans.push(span);
  }
}

function join(left: Span, right: Span): Span {
  const { length, name } = right.length > left.length ? right : left;
  return { start: Math.min(left.start, right.start), end: right.end, length, name };
}
