import type { Span, SpanFinder } from './span-finder.js';

/** Writes a part of a text with its spans masked. */
type Render = (text: string, spans: readonly Span[]) => string;

/**
 * Masks a text that comes in pieces: a secret that is cut in two is masked like any other. What could be the beginning of a secret is
 * held back until the next piece, which is never more than the longest way to write one.
 *
 * @example
 * const stream = maskStream();
 * for (const piece of pieces) write(stream.push(piece));
 * write(stream.end());
 */
export class MaskStream {
  readonly #finder: SpanFinder;
  readonly #render: Render;
  #held = '';

  /** Made by `maskStream`. */
  constructor(finder: SpanFinder, render: Render) {
    this.#finder = finder;
    this.#render = render;
  }

  /** Takes a piece, and answers what can be shown by now. It may be empty. */
  push(piece: string): string {
    const text = this.#held + piece;
    this.#finder.read(text, this.#held.length);
    const sure = text.length - this.#finder.pending;
    const done = this.#finder.spans.filter(({ end }) => end <= sure);
    // A span that reaches beyond may still grow, and is written when it is over.
    const open = this.#finder.spans[done.length];
    const shown = this.#render(text.slice(0, Math.min(sure, open?.start ?? sure)), done);
    this.#held = text.slice(sure);
    this.#finder.drop(sure);
    return shown;
  }

  /** Answers what was held back. To be called once, at the end of the text. */
  end(): string {
    return this.#render(this.#held, this.#finder.spans);
  }
}
