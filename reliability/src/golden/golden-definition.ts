import { buildTrail, type Step, type StepOptions, step, type Trail } from '@autotrail/layer1';
import { KINDS, type Sketch } from '../kernel/shape.js';

/** A definition in plain data, as an author would write it down. */
export interface GoldenDefinition {
  readonly steps: readonly { readonly name: string; readonly options: StepOptions }[];
  /** From and to, by their places among the steps. */
  readonly edges: readonly (readonly [number, number])[];
}

/** A sketch with all that its kinds stand for: what they stand for later is another matter. */
export function definitionOf({ kinds, edges }: Sketch): GoldenDefinition {
  return { steps: kinds.map((kind, place) => ({ name: `step ${place}`, options: KINDS[kind] })), edges };
}

/** A fresh trail of a definition. */
export function trailOf({ steps, edges }: GoldenDefinition): Trail {
  const built = steps.map(({ name, options }): Step => step(() => null, { name }, options));
  const pairs = edges.map(([from, to]): [Step, Step] => [built[from] as Step, built[to] as Step]);
  return buildTrail([...built.map((single): [Step] => [single]), ...pairs]);
}
