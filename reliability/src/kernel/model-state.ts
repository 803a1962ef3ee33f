import { type Applied, type Limit, type Provenance, type StepRecord, StepState } from '@autotrail/layer1';
import type { Image } from './image.js';
import { blankStep, type Decider, deciderOf, hasAttempt, loadStep, type ModelStep } from './model-step.js';
import type { Shape } from './shape.js';
import { hasRoom } from './slots.js';
import { byCondition } from './specification.js';

/** What must be the case in a trail, and how one step is put into another state. */
export class ModelState {
  readonly shape: Shape;
  readonly steps: readonly ModelStep[];
  isStarted = false;
  isShuttingDown = false;
  limits: readonly Limit[] = [];
  /** By step, the revision at which it began to wait for a slot, if it waits for one. */
  inLineSince: readonly number[] = [];
  /** When what is worked out happened, and its revision. */
  at = 0;
  revision = 0;
  #by: Decider = null;
  /** Conditions whose failure is no longer there. */
  #recovered: number[] = [];

  constructor(shape: Shape) {
    this.shape = shape;
    this.steps = Array.from({ length: shape.size }, blankStep);
  }

  /** Takes in what was the case before an event. */
  load({ records, isStarted, isShuttingDown, memory }: Image, { event, at, revision }: Happening): void {
    for (let n = 0; n < this.shape.size; n++) loadStep(this.step(n), records[n] as StepRecord);
    this.isStarted = isStarted;
    this.isShuttingDown = isShuttingDown;
    this.limits = memory.limits;
    this.inLineSince = memory.inLineSince;
    this.at = at;
    this.revision = revision;
    this.#by = deciderOf(event as Provenance);
  }

  /** Has a step wait for a slot, unless it does. */
  standInLine(n: number): void {
    const step = this.step(n);
    if (step.cause === 'slot') return;
    step.cause = 'slot';
    this.inLineSince = this.inLineSince.with(n, this.revision);
  }

  step(n: number): ModelStep {
    return this.steps[n] as ModelStep;
  }

  /** Puts a step into another state, and what stands and falls with it. */
  move(n: number, to: StepState, cause: string | null): void {
    const step = this.step(n);
    const from = step.state;
    step.state = to;
    step.cause = cause;
    step.by = cause === 'operator' ? this.#by : null;
    step.until = null;
    if (from === StepState.Running) step.left = { state: to, cause };
    if (from === to || this.shape.isCondition[n] !== true) return;
    if (from === StepState.Failed) this.#recovered.push(n);
    if (to === StepState.Failed) this.#leaveOut(n);
  }

  /** Its attempt, if one is under way, is not wanted any longer, and is waited for. */
  stop(n: number, to: StepState, cause: string): void {
    const step = this.step(n);
    if (step.state !== StepState.Running) return;
    step.ending = step.attempt;
    this.move(n, to, cause);
  }

  /** A retry may begin, or a step is held no longer. */
  endWait(n: number): void {
    const step = this.step(n);
    if (step.state !== StepState.Waiting) return this.move(n, StepState.Waiting, null);
    step.until = null;
    step.cause = null;
  }

  /** Begins an attempt. */
  start(n: number): void {
    const step = this.step(n);
    this.move(n, StepState.Running, null);
    step.attempt += 1;
    step.returnValue = null;
    if (this.shape.options[n]?.retry !== undefined) step.tries += 1;
  }

  /** Takes back what failures have left out that are no longer there. What was decided about a step by itself has gone before. */
  takeBack(): void {
    for (const condition of this.#recovered.splice(0)) {
      for (const n of this.shape.leftOut[condition] ?? []) if (!this.#isLeftOut(n)) this.#takeBack(n);
    }
  }

  /** Whether one more attempt of it is within all limits. */
  hasRoom(n: number): boolean {
    if (this.limits.length === 0) return true;
    const all = this.steps.map((step, place) => ({ lane: this.shape.lanes[place], hasAttempt: hasAttempt(step) }));
    return hasRoom(this.limits, this.shape.lanes[n], all);
  }

  #leaveOut(condition: number): void {
    for (const n of this.shape.leftOut[condition] ?? []) {
      const left = byCondition(this.step(n).state);
      if (left !== null) this.move(n, left, 'condition');
    }
  }

  #isLeftOut(n: number): boolean {
    return this.steps.some(
      ({ state }, other) =>
        state === StepState.Failed && this.shape.isCondition[other] === true && this.shape.leftOut[other]?.has(n) === true,
    );
  }

  #takeBack(n: number): void {
    const { state, cause } = this.step(n);
    if (cause !== 'condition') return;
    if (state === StepState.Skipped) this.move(n, StepState.Waiting, null);
    if (state === StepState.Blocked) this.move(n, StepState.ToBlock, 'operator');
  }
}

/** What happened, when, and the revision after it. */
export type Happening = Pick<Applied, 'event' | 'at' | 'revision'>;
