import type { Applied, StepChange, Trail } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import { promise } from './breach.js';
import { Image, type Memory } from './image.js';

/** A record, and what was the case after it. */
interface Page {
  readonly applied: Applied;
  readonly image: Image;
}

/** A journal that says what was the case at each of its records. */
export class Notebook {
  readonly #begin: Image;
  #pages: Page[] = [];
  /** How many of the pages are durable. */
  #kept = 0;
  /** How many of the pages were carried out. */
  #revisionOfAcknowledged = 0;

  constructor(trail: Trail, memory: Memory) {
    this.#begin = new Image().load(trail, memory);
  }

  /** What is the case after the last page. */
  get newest(): Image {
    return this.#pages.at(-1)?.image ?? this.#begin;
  }

  /** All that was changed, in order. */
  get changes(): readonly (readonly StepChange[])[] {
    return this.#pages.map(({ applied }) => applied.changes);
  }

  note(applied: Applied, trail: Trail, memory: Memory): void {
    this.#pages.push({ applied, image: new Image().load(trail, memory) });
  }

  /** Makes all pages durable. Answers what is durable only now: it is acknowledged from now on. */
  keep(): readonly Applied[] {
    const fresh = this.#pages.slice(this.#kept).map(({ applied }) => applied);
    this.#kept = this.#pages.length;
    this.#revisionOfAcknowledged = this.newest.revision;
    return fresh;
  }

  /** Forgets a part of what is not durable. */
  lose(random: Random): { readonly kept: number; readonly lost: number } {
    const undecided = this.#pages.length - this.#kept;
    const kept = this.#kept + random.below(undecided + 1);
    const lost = this.#pages.length - kept;
    this.#pages.length = kept;
    return { kept, lost };
  }

  /** Folds the pages into a fresh trail. @throws Breach unless it is as it was */
  restore(fresh: Trail, asJson: boolean): Trail {
    for (const { applied } of this.#pages) fresh.fold(asJson ? (JSON.parse(JSON.stringify(applied)) as Applied) : applied);
    const difference = this.newest.differenceTo(fresh);
    promise(26, difference === null, () => `the records lead elsewhere: ${difference}`);
    const isThere = fresh.revision >= this.#revisionOfAcknowledged;
    promise(
      10,
      isThere,
      () => `revision ${this.#revisionOfAcknowledged} was acknowledged, and revision ${fresh.revision} is all there is`,
    );
    return fresh;
  }

  /** Folding the last record into what was before it leads to what is. @throws Breach */
  checkLast(trail: Trail): void {
    const folded = trail.fork();
    folded.reset();
    for (const { applied } of this.#pages) folded.fold(applied);
    const difference = this.newest.differenceTo(folded);
    promise(26, difference === null, () => `the records lead elsewhere: ${difference}`);
    for (const { n } of trail.steps) {
      promise(
        26,
        folded.isReached(n) === trail.isReached(n),
        () => `by the records step ${n} is reached: ${folded.isReached(n)}`,
      );
    }
    promise(26, folded.isFinished === trail.isFinished, () => 'the records count otherwise');
  }
}
