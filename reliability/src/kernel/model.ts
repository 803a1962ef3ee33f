import { StepState, type TrailEvent } from '@autotrail/layer1';
import type { Image } from './image.js';
import type { Shape } from './shape.js';
import { byCondition, CALLS, isDone, reachedFrom } from './specification.js';

type EventOf<T extends TrailEvent['type']> = Extract<TrailEvent, { readonly type: T }>;

/** Works out the slow way what an event must lead to: for each step its state and attempts, and the flags of the trail. */
export class Model {
  readonly #shape: Shape;
  readonly state: StepState[] = [];
  readonly attempt: number[] = [];
  readonly ending: (number | null)[] = [];
  readonly abandoned: (number | null)[] = [];
  readonly pauseOnFail: boolean[] = [];
  isStarted = false;
  isShuttingDown = false;

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /** Puts what must be the case after the event into the fields. */
  predict(before: Image, event: TrailEvent): void {
    this.#load(before);
    this.#happen(event);
    for (let isMoving = true; isMoving; ) {
      isMoving = false;
      for (let n = 0; n < this.#shape.size; n++) if (this.#goOn(n)) isMoving = true;
    }
  }

  /** Whether all parents are done, where toward steps outside its branch a failed condition counts as done. */
  isReached(n: number): boolean {
    for (const parent of this.#shape.parents[n] as readonly number[]) {
      const state = this.state[parent] as StepState;
      if (!isDone(state) && !(state === StepState.Failed && this.#leadsOn(parent, n))) return false;
    }
    return true;
  }

  #leadsOn(condition: number, n: number): boolean {
    return this.#shape.isCondition[condition] === true && this.#shape.branches[condition]?.has(n) === false;
  }

  #load({ records, isStarted, isShuttingDown }: Image): void {
    records.forEach(({ state, attempt, ending, abandoned, pauseOnFail }, n) => {
      this.state[n] = state;
      this.attempt[n] = attempt;
      this.ending[n] = ending;
      this.abandoned[n] = abandoned;
      this.pauseOnFail[n] = pauseOnFail;
    });
    this.isStarted = isStarted;
    this.isShuttingDown = isShuttingDown;
  }

  /** What a reached step comes to. Answers whether it has moved. */
  #goOn(n: number): boolean {
    const state = this.state[n] as StepState;
    const marked = reachedFrom(state);
    if ((marked === null && state !== StepState.Waiting) || !this.isReached(n)) return false;
    if (marked !== null) {
      this.state[n] = marked;
      return true;
    }
    if (!this.isStarted || this.isShuttingDown || this.ending[n] !== null) return false;
    this.state[n] = StepState.Running;
    this.attempt[n] = (this.attempt[n] as number) + 1;
    return true;
  }

  #happen(event: TrailEvent): void {
    switch (event.type) {
      case 'command':
        return this.#command(event);
      case 'shutdown':
        this.isShuttingDown = true;
        for (let n = 0; n < this.#shape.size; n++) this.#stopRunning(n, StepState.Interrupted);
        return;
      case 'ended':
        return this.#ended(event);
      case 'timer':
        return event.timer.kind === 'grace' ? this.#giveUp(event.timer.n, event.timer.attempt) : undefined;
      case 'resumed':
        return this.#resumed(event);
    }
  }

  #command({ moves }: EventOf<'command'>): void {
    for (const { row, steps } of moves) {
      const rule = CALLS.get(row);
      if (row === 'start') this.isStarted = true;
      for (const n of steps) {
        const state = this.state[n];
        if (state === undefined || rule?.from.includes(state) !== true) continue;
        if (rule.pauseOnFail !== undefined) this.pauseOnFail[n] = rule.pauseOnFail;
        if (rule.to === StepState.Interrupted) this.#stopRunning(n, rule.to);
        else if (rule.to !== undefined) this.state[n] = rule.to;
      }
    }
  }

  /** Its attempt is not wanted any longer, and is waited for. */
  #stopRunning(n: number, to: StepState): void {
    if (this.state[n] !== StepState.Running) return;
    this.state[n] = to;
    this.ending[n] = this.attempt[n] as number;
  }

  #ended({ n, attempt, outcome }: EventOf<'ended'>): void {
    if (this.ending[n] === attempt) this.ending[n] = null;
    else if (this.state[n] !== StepState.Running || this.attempt[n] !== attempt) return;
    else if (outcome.ok) this.state[n] = StepState.Succeeded;
    else if (this.pauseOnFail[n] === true) this.state[n] = StepState.PausedOnFail;
    else this.#fail(n);
  }

  #fail(n: number): void {
    this.state[n] = StepState.Failed;
    if (this.#shape.isCondition[n] !== true) return;
    for (const member of this.#shape.branches[n] ?? []) {
      const left = byCondition(this.state[member] as StepState);
      if (left !== null) this.state[member] = left;
    }
  }

  #giveUp(n: number, attempt: number): void {
    if (this.ending[n] !== attempt) return;
    this.ending[n] = null;
    this.abandoned[n] = attempt;
  }

  #resumed({ attempts, transformed }: EventOf<'resumed'>): void {
    this.isShuttingDown = false;
    for (const { n, fate } of attempts) {
      if (fate === 'kept') continue;
      this.#stopRunning(n, this.#shape.isIdempotent[n] === true ? StepState.Waiting : StepState.Interrupted);
      if (fate === 'lost') this.ending[n] = null;
    }
    for (const { to, steps } of transformed) for (const n of steps) this.state[n] = to;
  }
}
