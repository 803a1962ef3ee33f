import type { CancelTimer } from '../ports/clock.js';
import type { Executor } from '../ports/executor.js';
import { Queue } from '../queue.js';
import type { Effect } from '../trail/effects.js';
import type { TrailEvent } from '../trail/events.js';
import type { Applied } from '../trail/trail.js';
import { EffectRunner, type EffectRunnerParts } from './effect-runner.js';

/** The manager's side to the world: effects that are to be carried out, and news of what came of them. */
export class Work {
  readonly #executor: Executor;
  readonly #wake: () => void;
  #news = new Queue<TrailEvent>();
  readonly #effects = new Queue<Effect>();
  #runner: EffectRunner | undefined;
  #hasBegun = false;
  /** While it is set no news is given out. */
  #hold: CancelTimer | undefined;

  constructor(executor: Executor, wake: () => void) {
    this.#executor = executor;
    this.#wake = wake;
  }

  /** Makes what carries effects out. To be done once, before {@link begin}. */
  prepare(parts: Omit<EffectRunnerParts, 'executor' | 'happened'>): EffectRunner {
    this.#runner = new EffectRunner({ ...parts, executor: this.#executor, happened: (event) => this.happened(event) });
    return this.#runner;
  }

  /** From now on effects are carried out: first these. */
  begin(effects: readonly Effect[]): void {
    for (const effect of effects) this.#effects.push(effect);
    this.#hasBegun = true;
    this.#runner?.begin();
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get hasNews(): boolean {
    return this.#hold === undefined && this.#news.size > 0;
  }

  get hasEffects(): boolean {
    return this.#effects.size > 0;
  }

  /** Takes in what has happened. */
  happened(event: TrailEvent): void {
    this.#news.push(event);
    this.#wake();
  }

  nextNews(): TrailEvent | undefined {
    return this.#hold === undefined ? this.#news.shift() : undefined;
  }

  /**
   * What was taken is news once more, before all that came since. None is given out until {@link letGo}, of which `later` takes care
   * unless that is taken back.
   */
  takeBackNews(taken: readonly TrailEvent[], later: () => CancelTimer): void {
    const since = this.#news;
    this.#news = new Queue();
    for (const event of taken) this.#news.push(event);
    for (let event = since.shift(); event !== undefined; event = since.shift()) this.#news.push(event);
    this.#hold ??= later();
  }

  /** News is given out again. */
  letGo(): void {
    this.#hold?.();
    this.#hold = undefined;
    if (this.#news.size > 0) this.#wake();
  }

  /** Carries out what is to be done, until nothing is left or the slice is over. */
  carryOut(applied: readonly Applied[], isSliceOver: () => boolean): void {
    for (const { effects } of applied) for (const effect of effects) this.#effects.push(effect);
    do {
      const effect = this.#effects.shift();
      if (effect !== undefined) this.#runner?.run(effect);
    } while (this.hasEffects && !isSliceOver());
  }

  async close(): Promise<void> {
    this.letGo();
    this.#runner?.close();
    await this.#executor.close();
  }
}
