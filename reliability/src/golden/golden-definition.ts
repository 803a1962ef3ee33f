import { buildTrail, type Limit, type Step, type StepOptions, step, type Trail } from '@autotrail/layer1';
import { type Edges, KINDS, LANES, type Sketch } from '../kernel/shape.js';

/** A definition in plain data, as an author would write it down. */
export interface GoldenDefinition {
  readonly steps: readonly { readonly name: string; readonly lane: string; readonly options: StepOptions }[];
  /** From and to, by their places among the steps. */
  readonly edges: Edges;
  /** Those that lead on when the first of the two fails. */
  readonly failures: Edges;
  /** How many attempts there may be at a time, to begin with. */
  readonly limits: readonly Limit[];
}

/** A sketch with all that its kinds stand for: what they stand for later is another matter. */
export function definitionOf({ kinds, edges, failures = [], limits = [] }: Sketch): GoldenDefinition {
  const steps = kinds.map((kind, place) => ({
    name: `step ${place}`,
    lane: LANES[place % LANES.length] as string,
    options: KINDS[kind],
  }));
  return { steps, edges, failures, limits };
}

/** A fresh trail of a definition. */
export function trailOf({ steps, edges, failures, limits }: GoldenDefinition): Trail {
  const built = steps.map(({ name, lane, options }): Step => step(() => null, { name, lane }, options));
  const pairsOf = (list: Edges) => list.map(([from, to]): [Step, Step] => [built[from] as Step, built[to] as Step]);
  return buildTrail([...built.map((single): [Step] => [single]), ...pairsOf(edges)], { failurePairs: pairsOf(failures), limits });
}
