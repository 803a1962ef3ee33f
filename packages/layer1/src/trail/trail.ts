import type { JsonValue } from '@autotrail/core';
import type { AnsweredRequest, JournalRecord } from '../ports/journal.js';
import type { Effect } from './effects.js';
import { decidedBy, type TrailEvent } from './events.js';
import { Ledger } from './ledger.js';
import type { Plan } from './plan.js';
import type { StepChange } from './record.js';
import { applyRule } from './rules.js';
import { TrailView } from './trail-view.js';
import { Turn } from './turn.js';

/** What an event came to. */
export interface Applied {
  /** The revision after it: events are counted from 1. */
  readonly revision: number;
  readonly event: TrailEvent;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  /** What it changed, in order. */
  readonly changes: readonly StepChange[];
  /** What must now be done in the world, in order. */
  readonly effects: readonly Effect[];
  /** What the command that led to it was answered, if it came with a request id. */
  readonly answered?: AnsweredRequest;
}

/** What folding needs of a record. */
export type Folded = Pick<JournalRecord, 'revision' | 'event' | 'changes'>;

/**
 * A run of a definition as pure data: `apply` is the one way in, its effects are the one way out. It starts no process, reads no
 * clock, draws no random number; the same events at the same times give the same states, always.
 *
 * Made by {@link buildTrail}.
 *
 * @example
 * const trail = buildTrail([[build, test]]);
 * const { effects } = trail.apply({ type: 'command', call: 'start', moves: [{ row: 'start', steps: [0, 1] }] }, 0);
 * // [{ type: 'start', n: 0, attempt: 1 }]
 */
export class Trail extends TrailView {
  readonly #plan: Plan;
  #ledger: Ledger;
  #revision: number;

  constructor(plan: Plan, copyOf?: Trail) {
    super(plan);
    this.#plan = plan;
    this.#ledger = copyOf === undefined ? new Ledger(plan) : copyOf.#ledger.fork();
    this.#revision = copyOf === undefined ? 0 : copyOf.#revision;
  }

  /** Works an event in. An event about something that is over changes nothing. @throws AutoTrailError `AUTOTRAIL_UNKNOWN_ROW` */
  apply(event: TrailEvent, at: number): Applied {
    const turn = new Turn(this.#plan, this.#ledger, { at, by: decidedBy(event) });
    applyRule(turn, event);
    turn.settle();
    this.#revision += 1;
    return { revision: this.#revision, event, at, changes: turn.changes, effects: turn.effects };
  }

  /**
   * Takes in what was decided before, as a journal remembers it: the changes are believed, and nothing follows from them. Records are
   * folded in order of their revisions.
   */
  fold({ revision, event, changes }: Folded): void {
    if (event.type === 'command')
      this.#ledger.flags.isStarted ||= event.moves.some(({ row }) => this.row(row)?.startsTrail === true);
    if (event.type === 'shutdown') this.#ledger.flags.isShuttingDown = true;
    if (event.type === 'resumed') this.#ledger.flags.isShuttingDown = false;
    if (event.type === 'limit') this.#ledger.setLimit(event);
    for (const change of changes) this.#ledger.set(change);
    this.#revision = revision;
  }

  /** Begins anew, as a fresh trail whose steps have put out what they have. */
  reset(): void {
    this.#ledger = this.#ledger.fresh();
    this.#revision = 0;
  }

  /** Notes a message an attempt put out. It is no event: it decides nothing and is not journalled. */
  output(n: number, message: JsonValue): void {
    this.#ledger.output(n, message);
  }

  /** A copy that goes its own way: for plans, dry runs and rehearsals. Copies references, not records. */
  fork(): Trail {
    return new Trail(this.#plan, this);
  }

  /** How many events were applied. */
  get revision(): number {
    return this.#revision;
  }

  protected get ledger(): Ledger {
    return this.#ledger;
  }
}
