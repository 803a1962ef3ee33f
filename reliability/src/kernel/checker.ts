import { type Applied, type StepRecord, StepState, type Trail } from '@autotrail/layer1';
import { promise } from './breach.js';
import type { Image, Memory } from './image.js';
import { Model } from './model.js';
import { type Change, checkDeliveries, checkPrompts } from './prompts.js';
import type { Shape } from './shape.js';
import { isDone, isIgnored } from './specification.js';
import { checkAttempts, checkRecord } from './step-checks.js';
import { checkTimers } from './timers.js';

/** Steps in these states wait for an operator, by name. */
const HELD: readonly StepState[] = [StepState.Ready, StepState.Paused, StepState.PausedOnFail, StepState.Interrupted];

/** Checks what an event has led to against what it must lead to. */
export class Checker {
  readonly #shape: Shape;
  readonly #model: Model;

  constructor(shape: Shape) {
    this.#shape = shape;
    this.#model = new Model(shape);
  }

  /** Answers what is to be remembered until the next event. @throws Breach */
  check(before: Image, trail: Trail, applied: Applied): Memory {
    this.#model.predict(before, applied, trail);
    const { size } = this.#shape;
    promise(26, trail.revision === before.revision + 1, () => 'every event has a revision of its own');
    for (let n = 0; n < size; n++) this.#checkStep({ n, was: before.records[n] as StepRecord, is: trail.record(n) }, trail);
    this.#checkFlags(trail);
    this.#checkStarts(before, trail, applied);
    this.#checkEnds(before, trail, applied);
    for (let n = 0; n < size; n++) {
      const change = { n, was: before.records[n] as StepRecord, is: trail.record(n) };
      if (change.is !== change.was) {
        checkAttempts(change, this.#model.step(n), applied.at);
        checkPrompts(change, applied);
      }
      checkTimers(this.#shape, change, applied);
    }
    checkDeliveries(before.records, applied);
    this.#checkCounts(trail);
    return this.#model.memory;
  }

  #checkStep(change: Change, trail: Trail): void {
    const { n, was, is } = change;
    const must = this.#model.step(n);
    const told = (): string => `step ${n} was ${was.state} (attempt ${was.attempt}), must be ${must.state}, is ${is.state}`;
    if (is.state !== must.state) this.#blame({ ...change, told });
    promise(8, trail.isReached(n) === this.#model.isReached(n), () => `step ${n} is reached: ${trail.isReached(n)}`);
    checkRecord(change, must);
    this.#checkProgress(n, is);
  }

  /** Names the promise that a wrong state breaks. */
  #blame({ n, was, is, told }: Change & { readonly told: () => string }): void {
    promise(6, !isDone(was.state) && !isIgnored(was.state), told);
    if (is.state === StepState.Running) {
      promise(1, this.#model.isReached(n), told);
      promise(7, is.ending === null, told);
      promise(4, false, told);
    }
    promise(5, this.#model.step(n).state !== StepState.Running || is.state !== StepState.Waiting, told);
    promise(18, was.state === is.state || was.state !== StepState.Running, told);
    promise(8, false, told);
  }

  /** A step that could go on goes on, or says what it waits for. */
  #checkProgress(n: number, { state, cause, ending, until }: StepRecord): void {
    if (state === StepState.Running || isDone(state) || HELD.includes(state) || !this.#model.isReached(n)) {
      const isNamed = state === StepState.Ready || !HELD.includes(state) || cause !== null;
      return promise(5, isNamed, () => `step ${n} is ${state} without a cause`);
    }
    if (isIgnored(state)) return promise(5, cause !== null, () => `step ${n} is ${state} without a cause`);
    if (!this.#model.isStarted || this.#model.isShuttingDown) return;
    const isNamed =
      (ending !== null && cause === 'previous attempt ending') ||
      (until !== null && cause === 'timer') ||
      (cause === 'slot' && !this.#model.hasRoom(n));
    promise(
      5,
      state === StepState.Waiting && isNamed,
      () => `step ${n} is ${state} with cause ${cause}, and nothing will move it`,
    );
  }

  #checkFlags(trail: Trail): void {
    const { isStarted, isShuttingDown } = this.#model;
    promise(4, trail.isStarted === isStarted, () => `the trail was started: ${trail.isStarted}`);
    promise(4, trail.isShuttingDown === isShuttingDown, () => `the trail is shutting down: ${trail.isShuttingDown}`);
  }

  #checkStarts({ records }: Image, trail: Trail, { effects }: Applied): void {
    let starts = 0;
    for (const effect of effects) {
      if (effect.type !== 'start') continue;
      starts += 1;
      const { n, attempt } = effect;
      const { state, attempt: newest, ending } = trail.record(n);
      promise(1, this.#model.isReached(n), () => `step ${n} starts before its parents are done`);
      promise(4, this.#model.isStarted && !this.#model.isShuttingDown, () => `step ${n} starts outside of the run`);
      promise(2, attempt === (records[n] as StepRecord).attempt + 1, () => `attempt ${attempt} of step ${n} starts out of turn`);
      promise(7, ending === null, () => `step ${n} starts while an attempt of it is ending`);
      promise(3, state === StepState.Running && attempt === newest, () => `step ${n} starts and is ${state}`);
    }
    let opened = 0;
    for (let n = 0; n < this.#shape.size; n++) opened += trail.record(n).attempt - (records[n] as StepRecord).attempt;
    promise(3, starts === opened, () => `${opened} attempts were opened, ${starts} start`);
  }

  /** What runs and is not wanted any longer is ended, and given up after its grace. */
  #checkEnds({ records }: Image, trail: Trail, { event, effects, at }: Applied): void {
    for (let n = 0; n < this.#shape.size; n++) {
      const { ending, attempt } = trail.record(n);
      const was = records[n] as StepRecord;
      const hasStopped =
        was.state === StepState.Running && (trail.record(n).state !== StepState.Running || attempt > was.attempt);
      const isTakenUp = event.type === 'resumed' && ending !== null;
      const isOver = event.type === 'ended' && event.n === n && event.attempt === was.attempt;
      if (isOver || !(hasStopped || isTakenUp)) continue;
      const isLost = event.type === 'resumed' && ending === null;
      const ends = effects.some((effect) => effect.type === 'end' && effect.n === n && effect.attempt === was.attempt);
      promise(3, isLost || ends, () => `attempt ${was.attempt} of step ${n} is not wanted, and is not ended`);
      const due = at + (this.#shape.graceMs[n] as number);
      const isTimed = effects.some(
        (effect) => effect.type === 'timer' && effect.timer.kind === 'grace' && effect.timer.n === n && effect.at === due,
      );
      promise(5, isLost || isTimed, () => `nothing gives up attempt ${was.attempt} of step ${n} if it will not end`);
    }
  }

  #checkCounts(trail: Trail): void {
    let open = 0;
    let ending = 0;
    let prompts = 0;
    let failures = 0;
    for (let n = 0; n < this.#shape.size; n++) {
      const record = trail.record(n);
      const { state } = record;
      const isOver = isDone(state) || isIgnored(state);
      if (state === StepState.Running || (this.#model.isReached(n) && !isOver)) open += 1;
      if (record.ending !== null) ending += 1;
      for (const { status } of record.prompts) if (status === 'open') prompts += 1;
      if (state === StepState.PausedOnFail || (state === StepState.Failed && !this.#isCaredFor(n))) failures += 1;
    }
    const { isStarted, isShuttingDown } = this.#model;
    promise(5, trail.isFinished === (isStarted && open === 0 && ending === 0), () => `it is finished: ${trail.isFinished}`);
    promise(5, trail.isShutDown === (isShuttingDown && ending === 0), () => `it is shut down: ${trail.isShutDown}`);
    promise(5, trail.needsInput === prompts > 0, () => `it needs input: ${trail.needsInput}`);
    promise(5, trail.hasFailure === failures > 0, () => `it has a failure: ${trail.hasFailure}`);
  }

  /** Whether the failure of a step was foreseen. */
  #isCaredFor(n: number): boolean {
    return this.#shape.isCondition[n] === true || this.#shape.isHandled[n] === true;
  }
}
