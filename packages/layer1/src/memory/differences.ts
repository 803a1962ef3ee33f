import { isDeepStrictEqual } from 'node:util';
import { shorten } from '../shorten.js';
import type { DefinitionImage } from '../trail/definition-image.js';

/**
 * What makes two definitions different ones, in words, from the first to the second: their steps by their numbers, with names and
 * tags, and their edges. Actions and policies are not compared: mending them is what a trail is often taken up for.
 */
export function definitionDifferences(before: DefinitionImage, now: DefinitionImage): readonly string[] {
  const edges = edgeDifferences('edge', before.edges, now.edges);
  const failurePairs = edgeDifferences('failure pair', before.failureEdges ?? [], now.failureEdges ?? []);
  return shorten([...stepDifferences(before, now), ...edges, ...failurePairs]);
}

/** What differs in the policies and limits of two definitions with the same steps, in words, from the first to the second. */
export function policyDifferences(before: DefinitionImage, now: DefinitionImage): readonly string[] {
  const differences = now.steps.flatMap(({ tags, policy }, n) => {
    const was: Readonly<Record<string, unknown>> = { ...before.steps[n]?.policy };
    const is: Readonly<Record<string, unknown>> = { ...policy };
    const changed = Object.keys({ ...was, ...is }).filter((key) => !isDeepStrictEqual(was[key], is[key]));
    return changed.map((key) => `${key} of step ${n} (${tags.name}) was ${show(was[key])} and is ${show(is[key])}`);
  });
  const [had = [], has = []] = [before.limits, now.limits];
  const areSame = isDeepStrictEqual(had, has);
  return shorten(areSame ? differences : [...differences, `the limits were ${show(had)} and are ${show(has)}`]);
}

function stepDifferences(before: DefinitionImage, now: DefinitionImage): readonly string[] {
  const count = Math.max(before.steps.length, now.steps.length);
  return Array.from({ length: count }, (_, n) => {
    const was = before.steps[n]?.tags;
    const is = now.steps[n]?.tags;
    if (isDeepStrictEqual(was, is)) return null;
    return `step ${n} was ${show(was)} and is ${show(is)}`;
  }).filter((difference) => difference !== null);
}

function edgeDifferences(word: string, before: Edges, now: Edges): readonly string[] {
  const had = keysOf(before);
  const has = keysOf(now);
  const gone = [...had].filter((edge) => !has.has(edge)).map((edge) => `the ${word} ${edge} is gone`);
  const added = [...has].filter((edge) => !had.has(edge)).map((edge) => `the ${word} ${edge} is new`);
  return [...gone, ...added];
}

type Edges = DefinitionImage['edges'];

function keysOf(edges: Edges): ReadonlySet<string> {
  return new Set(edges.map(([from, to]) => `${from} -> ${to}`));
}

function show(value: unknown): string {
  return value === undefined ? 'not there' : JSON.stringify(value);
}
