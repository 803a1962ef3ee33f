import { layer1Error } from './errors.js';
import type { Definition, Step } from './step.js';

/** The failure pairs of a trail by the numbers of their steps, each once. @throws AutoTrailError `AUTOTRAIL_BAD_FAILURE_PAIR` */
export function readFailurePairs(
  definition: Definition,
  failurePairs: Definition,
  numberOf: (step: Step) => number,
): readonly (readonly [number, number])[] {
  if (failurePairs.length === 0) return [];
  const keyOf = ([from, to]: Definition[number]) => (to === undefined ? null : `${numberOf(from)} ${numberOf(to)}`);
  const ordinary = new Set(definition.map(keyOf));
  const edges = new Map<string, readonly [number, number]>();
  for (const pair of failurePairs) {
    const [failing, handler] = pair;
    const key = keyOf(pair);
    if (handler === undefined || key === null) throw refused(`[${failing.name}]`, 'it has one step only');
    if (ordinary.has(key)) throw refused(`[${failing.name}, ${handler.name}]`, 'the definition has the same pair');
    edges.set(key, [numberOf(failing), numberOf(handler)]);
  }
  return [...edges.values()];
}

function refused(pair: string, why: string): Error {
  return layer1Error('AUTOTRAIL_BAD_FAILURE_PAIR', { pair, why });
}
