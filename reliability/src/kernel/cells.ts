import { type Applied, type AttemptRef, STEP_STATES, type StepChange, StepState, type TrailEvent } from '@autotrail/layer1';
import type { Image } from './image.js';
import { CALLS, ENGINE_MOVES } from './specification.js';

/** What can be said to or of one step, beside the calls. */
const EVENTS = [
  'ended well',
  'ended badly',
  'prompt',
  'reply',
  'message',
  'withdrawn',
  'grace timer',
  'attempt timer',
  'prompt timer',
  'reminder timer',
  'wait timer',
  'survivors',
  'limit',
  'note',
  'shutdown',
] as const;
/** A step of which no attempt was under way when the server was lost. */
const BYSTANDER = 'resumed: bystander';
/** What a lost server's attempts come to: of a step that runs, and of one whose attempt was being ended. */
const FATES = ['lost', 'left behind', 'kept'] as const;

interface Cell {
  readonly event: string;
  readonly state: StepState;
}

const PLACES: ReadonlyMap<StepState, number> = new Map(STEP_STATES.map((state, place) => [state, place]));

const EVERY_CELL: readonly Cell[] = [
  ...[...CALLS.keys(), ...EVENTS].flatMap((event) => STEP_STATES.map((state) => ({ event, state }))),
  // What runs is never a bystander.
  ...STEP_STATES.filter((state) => state !== StepState.Running).map((state) => ({ event: BYSTANDER, state })),
  ...[...ENGINE_MOVES].flatMap(([event, from]) => from.map((state) => ({ event, state }))),
  ...FATES.flatMap((fate) => [StepState.Running, StepState.Interrupted].map((state) => ({ event: `resumed: ${fate}`, state }))),
];

/** Counts which events met steps in which states: what was never met was never checked. */
export class Cells {
  readonly #counts = new Map<string, Float64Array>();

  /** Counts an event that may change something. */
  count({ records }: Pick<Image, 'records'>, event: TrailEvent, { changes }: Pick<Applied, 'changes'>): void {
    switch (event.type) {
      case 'command':
        for (const { row, steps } of event.moves) for (const n of steps) this.#add(row, records[n]?.state);
        break;
      case 'resumed':
        for (const { n, fate } of event.attempts) this.#add(`resumed: ${fate}`, records[n]?.state);
        this.#countBystanders(records, event.attempts);
        break;
      default:
        this.countIdle({ records }, event);
    }
    this.#countMoves(records, event, changes);
  }

  /** Counts an event that must not change anything. */
  countIdle({ records }: Pick<Image, 'records'>, event: TrailEvent): void {
    switch (event.type) {
      case 'command':
        for (const { row, steps } of event.moves) for (const n of steps) this.#add(row, records[n]?.state);
        return;
      case 'message':
        for (const n of event.steps) {
          this.#add('message', records[n]?.state);
          this.#add('send_message_to_steps', records[n]?.state);
        }
        return;
      case 'limit':
      case 'note':
      case 'shutdown':
        for (const { state } of records) this.#add(event.type, state);
        return;
      case 'reply':
        return this.#add('reply', records[Number.parseInt(event.promptId, 10)]?.state);
      case 'timer':
        return this.#add(`${event.timer.kind} timer`, records[event.timer.n]?.state);
      case 'ended':
        return this.#add(event.outcome.ok ? 'ended well' : 'ended badly', records[event.n]?.state);
      case 'prompt':
      case 'withdrawn':
      case 'survivors':
        return this.#add(event.type, records[event.n]?.state);
    }
  }

  /** The cells that were never met. */
  get missing(): readonly string[] {
    return EVERY_CELL.filter((cell) => this.#countOf(cell) === 0).map(({ event, state }) => `${event} × ${state}`);
  }

  /** How many cells there are. */
  get size(): number {
    return EVERY_CELL.length;
  }

  /** How often the cell was met that was met least. */
  get least(): number {
    return Math.min(...EVERY_CELL.map((cell) => this.#countOf(cell)));
  }

  #countBystanders(records: Image['records'], attempts: readonly AttemptRef[]): void {
    records.forEach(({ state }, n) => {
      if (attempts.every((one) => one.n !== n)) this.#add(BYSTANDER, state);
    });
  }

  /** What the engine did by itself, told from what it changed. */
  #countMoves(records: Image['records'], event: TrailEvent, changes: readonly StepChange[]): void {
    const states = records.map(({ state }) => state);
    let hasFailed = false;
    for (const { n, state, cause } of changes) {
      const from = states[n];
      if (state === undefined || from === undefined || state === from) continue;
      hasFailed ||= state === StepState.Failed;
      const move = isMoved(event, n, state) ? null : moveOf({ from, to: state, cause: cause ?? null, hasFailed });
      if (move !== null) this.#add(move, from);
      states[n] = state;
    }
  }

  #countOf({ event, state }: Cell): number {
    return this.#counts.get(event)?.[PLACES.get(state) as number] ?? 0;
  }

  #add(event: string, state: StepState | undefined): void {
    if (state === undefined) return;
    const counts = this.#counts.get(event) ?? new Float64Array(STEP_STATES.length);
    this.#counts.set(event, counts);
    const place = PLACES.get(state) as number;
    counts[place] = (counts[place] as number) + 1;
  }
}

interface Move {
  readonly from: StepState;
  readonly to: StepState;
  readonly cause: string | null;
  /** Whether a step has failed because of the same event before: then it is by that that others are left out. */
  readonly hasFailed: boolean;
}

function moveOf({ from, to, cause, hasFailed }: Move): string | null {
  if (from === StepState.Running) return moveFromRunning(to, cause);
  if (to === StepState.Running) return 'run';
  if (cause === 'unreachable') return 'skip_untriggered';
  if (cause === 'condition') return moveByCondition(to, hasFailed);
  if (to === StepState.Paused) return 'hold';
  if (to === StepState.Skipped) return 'leave_out';
  if (to === StepState.Blocked) return 'bar';
  return moveBack(from, to);
}

function moveByCondition(to: StepState, hasFailed: boolean): string {
  if (to === StepState.Blocked) return 'block_by_condition';
  return hasFailed ? 'skip_by_condition' : 'skip_untriggered';
}

/** What a call or a transformation may do as well: those are told apart before. */
function moveBack(from: StepState, to: StepState): string | null {
  if (from === StepState.Paused && to === StepState.ToPause) return 'hold_back';
  if (from === StepState.Blocked && to === StepState.ToBlock) return 'take_back_block';
  if (to !== StepState.Waiting) return null;
  if (from === StepState.Skipped) return 'take_back_skip';
  return from === StepState.Paused || from === StepState.ToPause ? 'release' : null;
}

function moveFromRunning(to: StepState, cause: string | null): string | null {
  if (cause === 'shutdown') return 'interrupt_for_shutdown';
  if (cause === 'server lost') return to === StepState.Waiting ? 'lose_idempotent' : 'lose';
  if (to === StepState.Succeeded) return 'succeed';
  if (to === StepState.Failed) return 'end_failed';
  if (to === StepState.Waiting) return 'retry';
  if (to === StepState.ToSkip) return 'skip_by_timeout';
  return to === StepState.PausedOnFail ? 'pause_due_to_failure' : null;
}

/** Whether a step was put there by somebody, and not by what follows from it. */
function isMoved(event: TrailEvent, n: number, to: StepState): boolean {
  if (event.type === 'resumed') return event.transformed.some((one) => one.to === to && one.steps.includes(n));
  return event.type === 'command' && event.moves.some(({ row, steps }) => CALLS.get(row)?.to === to && steps.includes(n));
}
