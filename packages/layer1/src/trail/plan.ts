import type { Dag } from '@autotrail/core';
import type { StepState } from '../states.js';
import type { StateMeaning, TransitionRow, TransitionTable } from '../transitions.js';
import type { Limit } from './limit.js';
import type { TrailStep } from './trail-step.js';

/** What a {@link Plan} is made of. */
export interface PlanParts {
  /** The trail's name, which the jitter of retries depends on. */
  readonly name: string;
  /** The steps, and which comes before which. */
  readonly dag: Dag<TrailStep>;
  /** The edges of it that lead on when their first step fails, by their numbers. */
  readonly failureEdges: readonly (readonly [number, number])[];
  /** The steps whose results a step uses, by their numbers. */
  readonly uses: ReadonlyMap<number, readonly number[]>;
  readonly limits: readonly Limit[];
  readonly table: TransitionTable;
}

/** What stays the same for as long as a trail lives: its steps, their order, and the table they move by. Forks share it. */
export class Plan {
  readonly name: string;
  readonly dag: Dag<TrailStep>;
  readonly table: TransitionTable;
  /** The limits a run begins with. */
  readonly limits: readonly Limit[];
  readonly failureEdges: PlanParts['failureEdges'];
  readonly #uses: PlanParts['uses'];
  /** Steps that are done when others have failed, with those others. */
  readonly #failing: ReadonlyMap<number, readonly number[]>;
  /** The other way round. */
  readonly #handlers: ReadonlyMap<number, ReadonlySet<number>>;
  readonly #byState: Readonly<
    Record<'reached' | 'unreached' | 'untriggered' | 'condition', ReadonlyMap<StepState, TransitionRow>>
  >;

  constructor({ name, dag, failureEdges, uses, limits, table }: PlanParts) {
    this.name = name;
    this.dag = dag;
    this.table = table;
    this.limits = limits;
    this.failureEdges = failureEdges;
    this.#uses = uses;
    this.#failing = grouped(failureEdges.map(([from, to]) => [to, from]));
    this.#handlers = new Map([...grouped(failureEdges)].map(([from, heads]) => [from, new Set(heads)]));
    this.#byState = {
      reached: rowsByState(table, 'reached'),
      unreached: rowsByState(table, 'unreached'),
      untriggered: rowsByState(table, 'untriggered'),
      condition: rowsByState(table, 'condition'),
    };
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

  /** Where that leads a step which is in this state: being reached, say. */
  rowOn(on: 'reached' | 'unreached' | 'untriggered' | 'condition', state: StepState): TransitionRow | undefined {
    return this.#byState[on].get(state);
  }

  /** Whether a state leads to an attempt once a step that is in it is reached. */
  startsWhenReached(state: StepState): boolean {
    const to = this.rowOn('reached', state)?.to;
    return to !== undefined && this.meaning(to).isActive === true;
  }

  /** The steps whose results step `n` uses. */
  usesOf(n: number): readonly number[] {
    return this.#uses.get(n) ?? [];
  }

  /** The steps whose failure step `n` is there for; `undefined` if it is no handler. */
  failingOf(n: number): readonly number[] | undefined {
    return this.#failing.get(n);
  }

  /** The steps that are there for the failure of step `n`, if there are any. */
  handlersOf(n: number): ReadonlySet<number> | undefined {
    return this.#handlers.get(n);
  }
}

function grouped(pairs: readonly (readonly [number, number])[]): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}

function rowsByState(table: TransitionTable, on: TransitionRow['on']): ReadonlyMap<StepState, TransitionRow> {
  const rows = Object.values(table.rows).filter((row) => row.on === on);
  return new Map(rows.flatMap((row) => row.from.map((state) => [state, row])));
}
