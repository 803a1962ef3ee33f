import { buildDag, findCycle } from '@autotrail/core';
import { type Definition, Step } from '@autotrail/layer1';
import { layer1Error } from '../errors.js';
import { showValue } from '../show-value.js';

/** An arrow between two steps, given by their keys. */
export type Edge = readonly [parent: number, child: number];

/** What every drawing of a trail is made from. */
export interface TrailGraph {
  /** The names of the steps; the place of each is its key. */
  readonly names: readonly string[];
  /** The edges between keys, each once, in order of definition. */
  readonly edges: readonly Edge[];
  /** The edges of the failure pairs, likewise. */
  readonly failureEdges: readonly Edge[];
}

/**
 * Reads a definition and its failure pairs as a graph whose keys are the numbers `n` of the steps, so that equal names stay apart. Where
 * a cycle leaves no such numbers the keys are places of first appearance: a trail that cannot run can still be looked at. In errors the
 * failure pairs are counted on after the entries of the definition.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION`, `AUTOTRAIL_BAD_PAIR` or `AUTOTRAIL_NOT_A_STEP`
 */
export function trailGraph(definition: Definition, failurePairs: Definition = []): TrailGraph {
  const pairs: Definition = Array.isArray(definition) ? [...definition, ...failurePairs] : definition;
  const isCyclic = findCycle(pairs) !== null;
  checkSteps(pairs);
  const steps = isCyclic ? [...new Set(pairs.flat())] : buildDag(pairs).order;
  const keys = new Map(steps.map((step, key) => [step, key]));
  return {
    names: steps.map(({ name }) => name),
    edges: edgesBetween(keys, definition),
    failureEdges: edgesBetween(keys, failurePairs),
  };
}

function edgesBetween(keys: ReadonlyMap<Step, number>, pairs: Definition): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const [parent, child] of pairs) {
    if (child === undefined) continue;
    const edge: Edge = [keys.get(parent) as number, keys.get(child) as number];
    edges.set(edge.join(), edge);
  }
  return [...edges.values()];
}

function checkSteps(pairs: Definition): void {
  pairs.forEach((pair, position) => {
    const stranger = pair.find((member) => !Step.is(member));
    if (stranger !== undefined) throw layer1Error('AUTOTRAIL_NOT_A_STEP', { position, found: showValue(stranger) });
  });
}
