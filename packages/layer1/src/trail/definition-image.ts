import type { Tags } from '@autotrail/core';
import type { StepPolicy } from '../step-policy.js';

/** A trail's definition as plain JSON: what a journal remembers of it. */
export interface DefinitionImage {
  /** By their numbers. */
  readonly steps: readonly { readonly tags: Tags; readonly policy: Partial<StepPolicy> }[];
  /** From and to, by their numbers. */
  readonly edges: readonly (readonly [number, number])[];
}
