import { buildDag, findCycle } from '@autotrail/core';
import { type Definition, Step } from '@autotrail/layer1';
import { layer1Error } from '../errors.js';
import { showValue } from '../show-value.js';

/** What every drawing of a trail is made from. */
export interface TrailGraph {
  /** The names of the steps; the place of each is its key. */
  readonly names: readonly string[];
  /** The edges between keys, each once, in order of definition. */
  readonly edges: readonly (readonly [parent: number, child: number])[];
}

/**
 * Reads a definition as a graph whose keys are the numbers `n` of the steps, so that equal names stay apart. Where a cycle leaves no
 * such numbers the keys are places of first appearance: a trail that cannot run can still be looked at.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION`, `AUTOTRAIL_BAD_PAIR` or `AUTOTRAIL_NOT_A_STEP`
 */
export function trailGraph(definition: Definition): TrailGraph {
  const isCyclic = findCycle(definition) !== null;
  checkSteps(definition);
  const steps = isCyclic ? [...new Set(definition.flat())] : buildDag(definition).order;
  return { names: steps.map(({ name }) => name), edges: edgesBetween(steps, definition) };
}

function edgesBetween(steps: readonly Step[], definition: Definition): TrailGraph['edges'] {
  const keys = new Map(steps.map((step, key) => [step, key]));
  const edges = new Map<string, readonly [number, number]>();
  for (const [parent, child] of definition) {
    if (child === undefined) continue;
    const edge = [keys.get(parent) as number, keys.get(child) as number] as const;
    edges.set(edge.join(), edge);
  }
  return [...edges.values()];
}

function checkSteps(definition: Definition): void {
  definition.forEach((pair, position) => {
    const stranger = pair.find((member) => !Step.is(member));
    if (stranger !== undefined) throw layer1Error('AUTOTRAIL_NOT_A_STEP', { position, found: showValue(stranger) });
  });
}
