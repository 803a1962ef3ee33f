import type { Tags } from '@autotrail/core';
import type { Step } from '../step.js';
import type { StepPolicy } from '../step-policy.js';

/** A step as a trail knows it: its definition and its number. What becomes of it in a run is its {@link StepRecord}. */
export class TrailStep {
  readonly n: number;
  readonly definition: Step;
  readonly policy: StepPolicy;

  constructor(n: number, definition: Step, policy: StepPolicy) {
    this.n = n;
    this.definition = definition;
    this.policy = policy;
  }

  /** The step's name. */
  get name(): string {
    return this.definition.name;
  }

  /** All tags: the author's, `name` and `n`. */
  get tags(): Tags {
    return { ...this.definition.tags, n: this.n };
  }

  /** Whether every tag of a selector is there with that very value. `{}` matches every step. */
  matches(selector: Tags): boolean {
    const { tags } = this.definition;
    return Object.entries(selector).every(([key, value]) =>
      key === 'n' ? value === this.n : Object.hasOwn(tags, key) && tags[key] === value,
    );
  }
}
