import type { Dag } from '@autotrail/core';
import type { StepState } from '../states.js';
import type { StateMeaning, TransitionRow, TransitionTable } from '../transitions.js';
import type { TrailStep } from './trail-step.js';

/** What stays the same for as long as a trail lives: its steps, their order, and the table they move by. Forks share it. */
export class Plan {
  readonly dag: Dag<TrailStep>;
  readonly table: TransitionTable;
  readonly #onReached: ReadonlyMap<StepState, TransitionRow>;
  readonly #onCondition: ReadonlyMap<StepState, TransitionRow>;

  constructor(dag: Dag<TrailStep>, table: TransitionTable) {
    this.dag = dag;
    this.table = table;
    this.#onReached = rowsByState(table, 'reached');
    this.#onCondition = rowsByState(table, 'condition');
  }

  step(n: number): TrailStep {
    return this.dag.order[n] as TrailStep;
  }

  /** Whether there is a step with that number. */
  hasStep(n: number): boolean {
    return this.dag.order[n] !== undefined;
  }

  meaning(state: StepState): StateMeaning {
    return this.table.states[state];
  }

  /** Where being reached leads a step that is in this state. */
  onReached(state: StepState): TransitionRow | undefined {
    return this.#onReached.get(state);
  }

  /** Where the failure of a conditional step above leads a step that is in this state. */
  onCondition(state: StepState): TransitionRow | undefined {
    return this.#onCondition.get(state);
  }
}

function rowsByState(table: TransitionTable, on: TransitionRow['on']): ReadonlyMap<StepState, TransitionRow> {
  const rows = Object.values(table.rows).filter((row) => row.on === on);
  return new Map(rows.flatMap((row) => row.from.map((state) => [state, row])));
}
