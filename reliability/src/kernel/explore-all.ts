import type { Trail } from '@autotrail/layer1';
import type { Breach } from './breach.js';
import { Cells } from './cells.js';
import { Exploration } from './exhaustive.js';
import type { Exploring } from './exhaustive-plan.js';
import { Shape } from './shape.js';

/** What explorations have come to together. */
export interface ExploredAll {
  readonly figures: {
    readonly explorations: number;
    readonly states: number;
    readonly transitions: number;
    readonly idle: number;
    readonly looks: number;
    readonly cells: number;
    readonly leastMet: number;
  };
  /** Cells that were never met. */
  readonly missing: readonly string[];
  /** The first breach of each exploration that has one. */
  readonly breaches: readonly Breach[];
  /** The same, with the way to each. */
  readonly told: readonly string[];
}

/** Explores one trail after another, and counts. @param disguise - makes of every trail another one @default none */
export function exploreAll(explorations: readonly Exploring[], disguise?: (trail: Trail) => Trail): ExploredAll {
  const cells = new Cells();
  const sum = { states: 0, transitions: 0, idle: 0, looks: 0 };
  const breaches: Breach[] = [];
  const told: string[] = [];
  for (const { sketch, scope } of explorations) {
    const { states, transitions, idle, looks, breach } = new Exploration(new Shape(sketch, disguise), scope, cells).run();
    sum.states += states;
    sum.transitions += transitions;
    sum.idle += idle;
    sum.looks += looks;
    if (breach === null) continue;
    breaches.push(breach.breach);
    told.push(
      [breach.breach.message, JSON.stringify({ sketch, scope }), ...breach.trace.map((event) => JSON.stringify(event))].join(
        '\n',
      ),
    );
  }
  const figures = { explorations: explorations.length, ...sum, cells: cells.size, leastMet: cells.least };
  return { figures, missing: cells.missing, breaches, told };
}
