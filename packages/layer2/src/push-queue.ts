import { EventEmitter, once } from 'node:events';
import { type PushedEvent, Queue } from '@autotrail/layer1';

/** Holds what a server pushes until it is read: at most so many records, and in place of those that come then a gap. */
export class PushQueue {
  readonly #size: number;
  readonly #events = new Queue<PushedEvent>();
  readonly #news = new EventEmitter();
  #records = 0;
  /** What came last, where there was no room for it. */
  #gap: { readonly from: number; readonly to: number } | null = null;
  #hasEnded = false;

  /** @param size - records that are held at most */
  constructor(size: number) {
    this.#size = size;
  }

  /** Takes in what was pushed next. */
  add(event: PushedEvent): void {
    if ('gap' in event) this.#miss(event.gap.from, event.gap.to);
    else if (this.#records >= this.#size) this.#miss(event.revision, event.revision);
    else this.#hold(event);
    this.#news.emit('news');
  }

  /** Nothing comes any more. */
  end(): void {
    this.#hasEnded = true;
    this.#news.emit('news');
  }

  /**
   * Resolves with what came first of what was not taken yet, as soon as there is something; with `null` when nothing comes any more.
   * Rejects with an `AbortError` when the signal aborts.
   */
  async take(signal?: AbortSignal): Promise<PushedEvent | null> {
    while (signal?.aborted || (this.#isEmpty && !this.#hasEnded)) await once(this.#news, 'news', { signal });
    const event = this.#events.shift();
    if (event === undefined) return this.#takeGap();
    if (!('gap' in event)) this.#records -= 1;
    return event;
  }

  get #isEmpty(): boolean {
    return this.#events.size === 0 && this.#gap === null;
  }

  #miss(from: number, to: number): void {
    this.#gap = { from: this.#gap?.from ?? from, to };
  }

  #hold(record: PushedEvent): void {
    const gap = this.#takeGap();
    if (gap !== null) this.#events.push(gap);
    this.#events.push(record);
    this.#records += 1;
  }

  #takeGap(): PushedEvent | null {
    const gap = this.#gap;
    this.#gap = null;
    return gap === null ? null : { gap };
  }
}
