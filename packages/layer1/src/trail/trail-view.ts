import { branchesOf, type Dag, type Tags } from '@autotrail/core';
import type { StepState } from '../states.js';
import type { StateMeaning, TransitionRow, TransitionTable } from '../transitions.js';
import type { AttemptRef, Timer } from './effects.js';
import type { Ledger } from './ledger.js';
import type { Limit } from './limit.js';
import type { MessageLog } from './message-log.js';
import type { Plan } from './plan.js';
import type { Prompt } from './prompt.js';
import { findPrompt } from './prompt-rules.js';
import type { StepRecord } from './record.js';
import type { Setting } from './setting.js';
import type { TrailStep } from './trail-step.js';
import { attemptsUnderWay, attemptsWithRemains, isUnderWay } from './under-way.js';

/** All that can be asked about a trail; nothing here changes it. */
export abstract class TrailView {
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What is the case in the trail, for the time being. */
  protected abstract get ledger(): Ledger;

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

  /** The steps whose results step `n` uses, by their numbers. */
  usesOf(n: number): readonly number[] {
    return this.#plan.usesOf(n);
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
    return this.ledger.record(n);
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

  /** Whether step `n` is in a state that leads to an attempt once it is reached. */
  startsWhenReached(n: number): boolean {
    return this.#plan.startsWhenReached(this.record(n).state);
  }

  /** What step `n` has put out, if anything. */
  outputOf(n: number): MessageLog | undefined {
    return this.ledger.outputOf(n);
  }

  /** Whether everything that comes before step `n` is done. */
  isReached(n: number): boolean {
    return this.ledger.isReached(n);
  }

  /** Whether something before step `n` will not lead on to it, unless somebody sees to that. */
  isUnreachable(n: number): boolean {
    return this.ledger.edges.isUnreachable(n);
  }

  /** How many of the edges that lead to step `n` are not met: it is reached when none is left. */
  unmetCount(n: number): number {
    return this.ledger.edges.unmetCount(n);
  }

  /** The edges, by the numbers of their steps, that lead on when the first of the two fails. */
  get failureEdges(): readonly (readonly [number, number])[] {
    return this.#plan.failureEdges;
  }

  /** How many attempts there may be at a time, as it is now. */
  get limits(): readonly Limit[] {
    return this.ledger.slots.limits;
  }

  /** Whether this is the attempt that step `n` is at, and it is still wanted. */
  isUnderWay(attempt: AttemptRef): boolean {
    return isUnderWay(this.#setting, attempt);
  }

  /** The attempts that are under way, or were ended and are not gone. */
  get attemptsUnderWay(): readonly AttemptRef[] {
    return attemptsUnderWay(this.#setting);
  }

  /** The attempts that are over, and of which something was left: processes, or what was given up because it would not end. */
  get attemptsWithRemains(): readonly AttemptRef[] {
    return attemptsWithRemains(this.#setting);
  }

  /** The prompt of that id, with its step; `undefined` unless the newest attempt of some step asked it. */
  prompt(id: string): (AttemptRef & { readonly prompt: Prompt }) | undefined {
    return findPrompt(this.#setting, id);
  }

  /** Whether something still waits for that timer. */
  isAwaited(timer: Timer): boolean {
    switch (timer.kind) {
      case 'grace':
        return this.record(timer.n).ending === timer.attempt;
      case 'attempt':
        return this.isUnderWay(timer);
      case 'wait':
        return this.record(timer.n).until === timer.at;
      default:
        return this.prompt(timer.promptId)?.prompt.status === 'open';
    }
  }

  get #setting(): Setting {
    return { plan: this.#plan, ledger: this.ledger };
  }

  /** Whether `start` was accepted. */
  get isStarted(): boolean {
    return this.ledger.flags.isStarted;
  }

  /** Whether the trail was started, no reached step is left open, and no attempt is still ending. */
  get isFinished(): boolean {
    return this.isStarted && this.ledger.counts.open === 0 && this.ledger.counts.ending === 0;
  }

  /** Whether a prompt is open. */
  get needsInput(): boolean {
    return this.ledger.counts.prompts > 0;
  }

  /** Whether a step is paused due to failure, or Failed without being a condition or having a handler. */
  get hasFailure(): boolean {
    return this.ledger.counts.failures > 0;
  }

  /** Whether shutdown was asked for. */
  get isShuttingDown(): boolean {
    return this.ledger.flags.isShuttingDown;
  }

  /** Whether shutdown was asked for and no attempt is left. */
  get isShutDown(): boolean {
    return this.ledger.flags.isShuttingDown && this.ledger.counts.ending === 0;
  }

  /** How often a step was looked at because something before it changed: lets tests count work instead of measuring time. */
  get looks(): number {
    return this.ledger.edges.looks;
  }
}
