import { StepState, type Trail } from '@autotrail/layer1';
import type { Image, Memory } from './image.js';
import { happen } from './model-events.js';
import { type Happening, ModelState } from './model-state.js';
import type { ModelStep } from './model-step.js';
import { Reach } from './reach.js';
import type { Shape } from './shape.js';
import { isDone, isLeftOutUntriggered, reachedFrom } from './specification.js';

/** Works out the slow way what an event must lead to: for each step what becomes of it, and the flags of the trail. */
export class Model {
  readonly #shape: Shape;
  readonly #model: ModelState;
  /** What is reached, as far as it was noticed, and before that. */
  #is: Reach;
  #was: Reach;

  constructor(shape: Shape) {
    this.#shape = shape;
    this.#model = new ModelState(shape);
    this.#is = new Reach(shape);
    this.#was = new Reach(shape);
  }

  /**
   * Works out what must be the case after an event. @param after - the trail after it. It is asked only whether waits whose time is over
   * have ended: they may end with whatever happens then, and must when their timer says so
   */
  predict(before: Image, happening: Happening, after: Trail): void {
    this.#model.load(before, happening);
    this.#is.load(this.#model.steps);
    happen(this.#model, happening.event);
    this.#model.takeBack();
    do this.#notice();
    while (this.#goOn());
    if (!this.isStarted || this.isShuttingDown) return;
    for (let n = 0; n < this.#shape.size; n++) if (this.#mayEndWait(n) && after.record(n).until === null) this.#model.endWait(n);
    this.#startAll();
  }

  get isStarted(): boolean {
    return this.#model.isStarted;
  }

  get isShuttingDown(): boolean {
    return this.#model.isShuttingDown;
  }

  step(n: number): ModelStep {
    return this.#model.step(n);
  }

  /** Whether all that must be done before a step is. */
  isReached(n: number): boolean {
    return this.#is.isReached[n] as boolean;
  }

  /** Whether a step can only be reached if somebody decides otherwise about one before it. */
  isUnreachable(n: number): boolean {
    return this.#is.isUnreachable[n] as boolean;
  }

  /** Whether one more attempt of it is within all limits. */
  hasRoom(n: number): boolean {
    return this.#model.hasRoom(n);
  }

  /** What is to be remembered until the next event. */
  get memory(): Memory {
    const { limits, inLineSince } = this.#model;
    return { limits, inLineSince };
  }

  /** What is reached that was not, and what is no longer, until nothing moves because of it. */
  #notice(): void {
    for (let hasMoved = true; hasMoved; ) {
      [this.#was, this.#is] = [this.#is, this.#was.load(this.#model.steps)];
      hasMoved = false;
      for (let n = 0; n < this.#shape.size; n++) if (this.#noticeStep(n)) hasMoved = true;
    }
  }

  #noticeStep(n: number): boolean {
    const step = this.step(n);
    const [wasReached, isReached] = [this.#was.isReached[n], this.#is.isReached[n]];
    if (!isReached && step.state === StepState.Waiting && step.cause === 'slot') step.cause = null;
    const isUnsettled = ((this.#was.settled[n] as number) & ~(this.#is.settled[n] as number)) !== 0;
    const isLeftOut = step.state === StepState.Skipped && (step.cause === 'condition' || step.cause === 'unreachable');
    if (isUnsettled && isLeftOut) {
      this.#model.move(n, StepState.Waiting, null);
      return true;
    }
    if (isReached || !wasReached || step.state !== StepState.Paused) return false;
    step.state = StepState.ToPause;
    return true;
  }

  /** What reached steps come to, but for their attempts. Answers whether one has moved. */
  #goOn(): boolean {
    let hasMoved = false;
    for (let n = 0; n < this.#shape.size; n++) if (this.isReached(n) && this.#goOnFrom(n)) hasMoved = true;
    return hasMoved;
  }

  #goOnFrom(n: number): boolean {
    const step = this.step(n);
    const failing = this.#shape.failureParents[n] as readonly number[];
    if (failing.length > 0 && this.#is.isTriggered[n] === false && isLeftOutUntriggered(step.state)) {
      const isAnyDone = failing.some((parent) => isDone(this.step(parent).state));
      this.#model.move(n, StepState.Skipped, isAnyDone ? 'condition' : 'unreachable');
      return true;
    }
    const marked = reachedFrom(step.state);
    if (marked === null) return false;
    step.state = marked;
    return true;
  }

  /** Who has waited longest goes first, then whoever has the lower number. */
  #startAll(): void {
    const waiting: number[] = [];
    for (let n = 0; n < this.#shape.size; n++) if (this.#mayStart(n)) waiting.push(n);
    waiting.sort((one, other) => this.#inLineSince(one) - this.#inLineSince(other) || one - other);
    for (const n of waiting) {
      const step = this.step(n);
      if (step.ending !== null) step.cause = 'previous attempt ending';
      else if (this.#model.hasRoom(n)) this.#model.start(n);
      else this.#model.standInLine(n);
    }
  }

  #inLineSince(n: number): number {
    return this.step(n).cause === 'slot' ? (this.#model.inLineSince[n] as number) : Number.POSITIVE_INFINITY;
  }

  #mayEndWait(n: number): boolean {
    const { state, until } = this.step(n);
    return state === StepState.Waiting && until !== null && until[1] <= this.#model.at && this.isReached(n);
  }

  #mayStart(n: number): boolean {
    const { state, until } = this.step(n);
    return state === StepState.Waiting && until === null && this.isReached(n);
  }
}
