import { describeValue } from '@autotrail/core';
import { layer1Error } from './errors.js';
import { type Definition, Step } from './step.js';

/** Checks that failure pairs are pairs of steps. @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_BAD_FAILURE_PAIR` */
export function checkFailurePairs(failurePairs: unknown): void {
  if (!Array.isArray(failurePairs)) {
    const found = describeValue(failurePairs);
    throw layer1Error('AUTOTRAIL_BAD_OPTION', {
      option: 'failurePairs',
      owner: 'a trail',
      expected: 'a list of pairs of steps',
      found,
    });
  }
  // Not forEach(): it would pass over holes.
  for (const [place, pair] of failurePairs.entries()) {
    const why = whyNoPair(pair);
    if (why !== null) throw refused(String(place), why);
  }
}

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

function whyNoPair(pair: unknown): string | null {
  if (!Array.isArray(pair) || pair.length < 1 || pair.length > 2) return `it is ${describeValue(pair)}, not a pair of steps`;
  const place = pair.findIndex((member) => !Step.is(member));
  return place === -1 ? null : `it has ${describeValue(pair[place])} in place of a step`;
}

function refused(pair: string, why: string): Error {
  return layer1Error('AUTOTRAIL_BAD_FAILURE_PAIR', { pair, why });
}
