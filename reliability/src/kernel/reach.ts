import { StepState } from '@autotrail/layer1';
import type { ModelStep } from './model-step.js';
import type { Shape } from './shape.js';
import { isDone, isIgnored } from './specification.js';

/** What the states of steps mean for those after them: worked out from nothing but the states, every time anew. */
export class Reach {
  readonly #shape: Shape;
  /** Whether all that must be done before a step is. */
  readonly isReached: boolean[] = [];
  /** Whether a step can only be reached if somebody decides otherwise about one before it. */
  readonly isUnreachable: boolean[] = [];
  /** Whether a step that handles failures has one to handle. */
  readonly isTriggered: boolean[] = [];
  /** Of steps that handle failures, which of the steps before them are settled: a bit for each. */
  readonly settled: number[] = [];

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /** Works it out. A step's number is higher than those of all before it. */
  load(steps: readonly Pick<ModelStep, 'state'>[]): this {
    for (let n = 0; n < this.#shape.size; n++) {
      this.isReached[n] = true;
      this.isUnreachable[n] = false;
      for (const parent of this.#shape.parents[n] as readonly number[]) this.#follow(parent, n, steps);
      // Whatever has become of what was before it: its attempt is still to end.
      if (steps[n]?.state === StepState.Running) this.isUnreachable[n] = false;
      this.#handle(n, steps);
    }
    return this;
  }

  #follow(parent: number, n: number, steps: readonly Pick<ModelStep, 'state'>[]): void {
    const { state } = steps[parent] as ModelStep;
    const leadsOn = state === StepState.Failed && this.#shape.isCondition[parent] && !this.#shape.leftOut[parent]?.has(n);
    if (isDone(state) || leadsOn) return;
    this.isReached[n] = false;
    if (isIgnored(state) || this.isUnreachable[parent]) this.isUnreachable[n] = true;
  }

  #handle(n: number, steps: readonly Pick<ModelStep, 'state'>[]): void {
    const failing = this.#shape.failureParents[n] as readonly number[];
    this.isTriggered[n] = false;
    this.settled[n] = 0;
    failing.forEach((parent, place) => {
      const { state } = steps[parent] as ModelStep;
      if (isDone(state) || isIgnored(state) || this.isUnreachable[parent])
        this.settled[n] = (this.settled[n] as number) | (1 << place);
      else this.isReached[n] = false;
      if (state === StepState.Failed) this.isTriggered[n] = true;
    });
  }
}
