import type { Pairs } from '@autotrail/core';
import { type BuildTrailOptions, buildTrail } from '../../src/build-trail.js';
import { type Definition, type Step, type StepOptions, step } from '../../src/step.js';
import { Plan } from '../../src/trail/plan.js';
import type { Trail } from '../../src/trail/trail.js';
import { TRANSITIONS, type TransitionTable } from '../../src/transitions.js';

/** A definition by the names of its steps. */
export type Graph = Pairs<string>;

/** What is asked of the engine for some steps, by their names. */
export type OptionsByName = Readonly<Record<string, StepOptions>>;

/** How a condition is declared. */
export const CONDITION: StepOptions = { pauseOnFail: false, skipProgenyOnFailure: true };

/** The definition of a graph. Nothing here ever runs the actions: outcomes are handed in as events. */
export function definitionOf(graph: Graph, options: OptionsByName = {}): Definition {
  const steps = new Map<string, Step>();
  const stepOf = (name: string): Step => {
    const known = steps.get(name) ?? step(() => null, { name, kind: `kind of ${name}` }, options[name]);
    steps.set(name, known);
    return known;
  };
  return graph.map((pair) => (pair.length === 1 ? [stepOf(pair[0])] : [stepOf(pair[0]), stepOf(pair[1])]));
}

/** A fresh trail of a graph. */
export function trailOf(graph: Graph, options: OptionsByName = {}, how: BuildTrailOptions = {}): Trail {
  return buildTrail(definitionOf(graph, options), how);
}

/** What a trail is made after, with another table if need be. Nothing of it uses the results of others. */
export function planOf({ dag, failureEdges, limits }: Trail, table: TransitionTable = TRANSITIONS): Plan {
  return new Plan({ name: 'trail', dag, failureEdges, uses: new Map(), limits, table });
}

/** All that can be seen of a trail, to be compared with what can be seen later. */
export function snapshot(trail: Trail): unknown {
  return structuredClone({
    revision: trail.revision,
    flags: [trail.isStarted, trail.isShuttingDown, trail.isFinished, trail.needsInput, trail.hasFailure],
    steps: trail.steps.map(({ n }) => [trail.record(n), trail.isReached(n), trail.outputOf(n)?.all() ?? null]),
  });
}
