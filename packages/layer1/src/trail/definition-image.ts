import type { Tags } from '@autotrail/core';
import type { StepPolicy } from '../step-policy.js';
import type { Limit } from './limit.js';

/** A trail's definition as plain JSON: what a journal remembers of it. */
export interface DefinitionImage {
  /** By their numbers. */
  readonly steps: readonly { readonly tags: Tags; readonly policy: Partial<StepPolicy> }[];
  /** From and to, by their numbers. */
  readonly edges: readonly (readonly [number, number])[];
  /** Those of the edges that lead on when the first of the two fails. @default none */
  readonly failureEdges?: readonly (readonly [number, number])[];
  /** How many attempts there may be at a time, to begin with. @default as many as there are */
  readonly limits?: readonly Limit[];
}
