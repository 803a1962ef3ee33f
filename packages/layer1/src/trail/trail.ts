import { branchesOf, type Dag, type JsonValue, type Tags } from '@autotrail/core';
import type { AnsweredRequest, JournalRecord } from '../ports/journal.js';
import type { StepState } from '../states.js';
import type { StateMeaning, TransitionRow, TransitionTable } from '../transitions.js';
import type { AttemptRef, Effect, Timer } from './effects.js';
import type { TrailEvent } from './events.js';
import { Ledger } from './ledger.js';
import type { MessageLog } from './message-log.js';
import type { Plan } from './plan.js';
import type { Prompt, StepChange, StepRecord } from './record.js';
import { applyRule, findPrompt } from './rules.js';
import type { TrailStep } from './trail-step.js';
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
export class Trail {
  readonly #plan: Plan;
  #ledger: Ledger;
  #revision: number;

  constructor(plan: Plan, copyOf?: Trail) {
    this.#plan = plan;
    this.#ledger = copyOf === undefined ? new Ledger(plan) : copyOf.#ledger.fork();
    this.#revision = copyOf === undefined ? 0 : copyOf.#revision;
  }

  /** Works an event in. An event about something that is over changes nothing. @throws AutoTrailError `AUTOTRAIL_UNKNOWN_ROW` */
  apply(event: TrailEvent, at: number): Applied {
    const turn = new Turn(this.#plan, this.#ledger, at);
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
    for (const change of changes) this.#ledger.fold(change);
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

  /** The steps and their edges. */
  get dag(): Dag<TrailStep> {
    return this.#plan.dag;
  }

  /** The table the steps move by. */
  get transitions(): TransitionTable {
    return this.#plan.table;
  }

  /** All steps, by their numbers. */
  get steps(): readonly TrailStep[] {
    return this.#plan.dag.order;
  }

  /** The step with number `n`. */
  step(n: number): TrailStep {
    return this.#plan.step(n);
  }

  /** The steps that match a selector; all of them for `{}`. */
  select(selector: Tags): readonly TrailStep[] {
    const { n } = selector;
    const candidates = typeof n === 'number' ? this.steps.slice(n, n + 1) : this.steps;
    return candidates.filter((step) => step.matches(selector));
  }

  /** The union of the branches of some steps, by their numbers. */
  branches(steps: readonly TrailStep[]): readonly TrailStep[] {
    const numbers = steps.map(({ n }) => n);
    return branchesOf(this.#plan.dag, numbers).map((n) => this.#plan.step(n));
  }

  /** What has become of step `n`. */
  record(n: number): StepRecord {
    return this.#ledger.record(n);
  }

  /** What a state means to the engine. */
  meaning(state: StepState): StateMeaning {
    return this.#plan.meaning(state);
  }

  /** The row of that name, if the table has one. */
  row(name: string): TransitionRow | undefined {
    return Object.hasOwn(this.transitions.rows, name) ? this.transitions.rows[name] : undefined;
  }

  /** The calls naming steps that would now affect step `n`. */
  allowed(n: number): readonly string[] {
    const { state } = this.record(n);
    const rows = Object.entries(this.transitions.rows);
    return rows.filter(([, { on, from }]) => on === 'step call' && from.includes(state)).map(([name]) => name);
  }

  /** What step `n` has put out, if anything. */
  outputOf(n: number): MessageLog | undefined {
    return this.#ledger.outputOf(n);
  }

  /** Whether everything that comes before step `n` is done. */
  isReached(n: number): boolean {
    return this.#ledger.isReached(n);
  }

  /** Whether this is the attempt that step `n` is at, and it is still wanted. */
  isUnderWay({ n, attempt }: AttemptRef): boolean {
    const record = this.record(n);
    return record.attempt === attempt && this.meaning(record.state).isActive === true;
  }

  /** The attempts that are under way, or were ended and are not gone. */
  get attemptsUnderWay(): readonly AttemptRef[] {
    return this.steps.flatMap(({ n }) => {
      const { attempt, ending } = this.record(n);
      const isUnderWay = this.isUnderWay({ n, attempt });
      return [...(ending === null ? [] : [{ n, attempt: ending }]), ...(isUnderWay ? [{ n, attempt }] : [])];
    });
  }

  /** The attempts that are over, and of which something was left: processes, or what was given up because it would not end. */
  get attemptsWithRemains(): readonly AttemptRef[] {
    const isOver = ({ n, attempt }: AttemptRef): boolean => !this.isUnderWay({ n, attempt }) && this.record(n).ending !== attempt;
    return this.steps.flatMap(({ n }) => {
      const { abandoned, survivors } = this.record(n);
      const attempts = new Set([...(abandoned === null ? [] : [abandoned]), ...survivors.map(({ attempt }) => attempt)]);
      return [...attempts].map((attempt) => ({ n, attempt })).filter(isOver);
    });
  }

  /** The prompt of that id, with its step; `undefined` unless the newest attempt of some step asked it. */
  prompt(id: string): (AttemptRef & { readonly prompt: Prompt }) | undefined {
    return findPrompt({ ledger: this.#ledger, plan: this.#plan }, id);
  }

  /** Whether something still waits for that timer. */
  isAwaited(timer: Timer): boolean {
    if (timer.kind === 'grace') return this.record(timer.n).ending === timer.attempt;
    return this.prompt(timer.promptId)?.prompt.status === 'open';
  }

  /** Whether `start` was accepted. */
  get isStarted(): boolean {
    return this.#ledger.flags.isStarted;
  }

  /** Whether the trail was started, no reached step is left open, and no attempt is still ending. */
  get isFinished(): boolean {
    return this.isStarted && this.#ledger.counts.open === 0 && this.#ledger.counts.ending === 0;
  }

  /** Whether a prompt is open. */
  get needsInput(): boolean {
    return this.#ledger.counts.prompts > 0;
  }

  /** Whether a step is paused due to failure, or Failed without being a condition. */
  get hasFailure(): boolean {
    return this.#ledger.counts.failures > 0;
  }

  /** Whether shutdown was asked for. */
  get isShuttingDown(): boolean {
    return this.#ledger.flags.isShuttingDown;
  }

  /** Whether shutdown was asked for and no attempt is left. */
  get isShutDown(): boolean {
    return this.#ledger.flags.isShuttingDown && this.#ledger.counts.ending === 0;
  }

  /** How often a step was looked at because something before it changed: lets tests count work instead of measuring time. */
  get looks(): number {
    return this.#ledger.looks;
  }
}
