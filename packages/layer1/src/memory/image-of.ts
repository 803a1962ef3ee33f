import { buildTrail } from '../build-trail.js';
import { type Step, step } from '../step.js';
import type { StepPolicy } from '../step-policy.js';
import { LONGEST_MS } from '../time-limits.js';
import type { DefinitionImage } from '../trail/definition-image.js';
import type { Trail } from '../trail/trail.js';

/** A trail's definition as plain JSON. */
export function imageOf(trail: Trail): DefinitionImage {
  const { offsets, targets } = trail.dag.outgoing;
  const edges = trail.steps.flatMap(({ n }) =>
    Array.from(targets.subarray(offsets[n], offsets[n + 1]), (child): readonly [number, number] => [n, child]),
  );
  const { failureEdges, limits } = trail;
  return {
    steps: trail.steps.map(({ definition: { tags }, policy }) => ({ tags, policy })),
    edges,
    ...(failureEdges.length > 0 && { failureEdges }),
    ...(limits.length > 0 && { limits }),
  };
}

/**
 * A trail that stands for the one of an image: the same steps by their numbers, with actions that do nothing. What a journal
 * remembers can be folded into it, and looked at, where the author's own code is not at hand.
 *
 * @throws AutoTrailError as `buildTrail` does, if the image is of no trail
 * @example
 * const trail = trailOfImage(created.definition);
 * for await (const record of records) trail.fold(record);
 */
export function trailOfImage({ steps, edges, failureEdges = [], limits = [] }: DefinitionImage): Trail {
  const standIns: readonly Step[] = steps.map(({ tags, policy }) => step(() => null, tags, asOptions(policy)));
  const vertices = standIns.map((standIn): [Step] => [standIn]);
  const pairOf = ([from, to]: readonly [number, number]): [Step, Step] => [standIns[from] as Step, standIns[to] as Step];
  const onFailure = new Set(failureEdges.map((edge) => edge.join()));
  const ordinary = edges.filter((edge) => !onFailure.has(edge.join())).map(pairOf);
  return buildTrail([...vertices, ...ordinary], { failurePairs: failureEdges.map(pairOf), limits });
}

/** Journals of old may have longer durations than an option may be. */
function asOptions(policy: Partial<StepPolicy>): StepPolicy {
  const shortened = (key: string, value: unknown) => (key.endsWith('Ms') && Number(value) > LONGEST_MS ? LONGEST_MS : value);
  return JSON.parse(JSON.stringify(policy), shortened) as StepPolicy;
}
