import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { findNonJson } from '@autotrail/core';
import { StepState } from '../../src/states.js';
import type { ResumedEvent } from '../../src/trail/events.js';
import type { StepRecord } from '../../src/trail/record.js';
import type { Applied, Trail } from '../../src/trail/trail.js';

const { Ready, Waiting, Running, Succeeded, Failed, PausedOnFail, ToPause, ToSkip, Skipped, ToBlock, Blocked } = StepState;
const DONE: readonly StepState[] = [Succeeded, Skipped];
const IGNORED: readonly StepState[] = [Failed, Blocked];
const UNDECIDED: readonly StepState[] = [Ready, Waiting, ToPause, ToSkip, ToBlock];
const MARKS: readonly StepState[] = [ToPause, ToSkip, ToBlock];

/** Works out the slow way, from the definitions of the words alone, what must be the case in a trail. Knows records and edges only. */
export class Oracle {
  readonly #trail: Trail;
  readonly #parents: readonly (readonly number[])[];
  readonly #branches: ReadonlyMap<number, ReadonlySet<number>>;
  /** The records, got by folding the changes of all events so far. */
  #records: readonly StepRecord[];
  #isStarted: boolean;
  #isShuttingDown: boolean;

  constructor(trail: Trail) {
    this.#trail = trail;
    this.#parents = trail.steps.map((step) => trail.dag.parents(step).map(({ n }) => n));
    const conditions = trail.steps.filter(({ policy }) => policy.skipProgenyOnFailure);
    this.#branches = new Map(conditions.map(({ n }) => [n, this.#branchOf(n)]));
    this.#records = structuredClone(this.#live());
    this.#isStarted = trail.isStarted;
    this.#isShuttingDown = trail.isShuttingDown;
  }

  /** Checks everything that must hold after an event. */
  check(applied: Applied): void {
    for (const part of [applied.event, applied.changes, applied.effects]) strictEqual(findNonJson(part), null);
    const before = this.#records;
    this.#records = folded(before, applied);
    this.#isStarted ||= applied.event.type === 'command' && applied.event.call === 'start';
    this.#isShuttingDown = applied.event.type !== 'resumed' && (this.#isShuttingDown || applied.event.type === 'shutdown');
    deepStrictEqual(this.#live(), this.#records);
    for (const { n } of this.#trail.steps) this.#checkStep(n, before[n] as StepRecord);
    if (applied.event.type === 'resumed') {
      this.#checkResumed(applied.event, { ...applied, before });
    } else {
      this.#checkStarts(applied, before);
      this.#checkEndings(applied, before);
    }
    this.#checkCounts();
  }

  /** The reached steps that are neither done nor ignored. */
  get open(): readonly number[] {
    return this.#numbers((n, { state }) => this.isReached(n) && !DONE.includes(state) && !IGNORED.includes(state));
  }

  /** The edges over which the next step may go on. */
  get metEdges(): number {
    return this.#parents.reduce((sum, parents, n) => sum + parents.filter((parent) => this.#isMet(parent, n)).length, 0);
  }

  /** Whether all parents are done, where toward steps outside its branch a failed condition counts as done. */
  isReached(n: number): boolean {
    return this.#parentsOf(n).every((parent) => this.#isMet(parent, n));
  }

  #checkStep(n: number, before: StepRecord): void {
    const { state, cause, ending, attempt } = this.#record(n);
    const isReached = this.isReached(n);
    const isHeldBack = !this.#isStarted || this.#isShuttingDown;
    strictEqual(this.#trail.isReached(n), isReached);
    if (DONE.includes(before.state) || IGNORED.includes(before.state)) strictEqual(state, before.state);
    ok(attempt - before.attempt === 0 || attempt - before.attempt === 1, 'attempts grow one by one');
    ok(ending === null || ending === attempt, 'only the newest attempt is ending');
    if (state === Running) ok(isReached && this.#isStarted && attempt > 0 && ending === null, 'what runs may run');
    if (isReached) ok(!MARKS.includes(state), 'a mark on a reached step has taken effect');
    if (isReached && state === Waiting) ok(isHeldBack || ending !== null, 'a reached step waits for something');
    if (isReached && state === Waiting && !isHeldBack) strictEqual(cause, 'previous attempt ending');
    const failed = this.#parentsOf(n).filter((parent) => this.#hasSkipped(parent, n));
    if (failed.length > 0) ok(!UNDECIDED.includes(state), 'the branch of a failed condition is left out');
  }

  #checkStarts({ effects }: Applied, before: readonly StepRecord[]): void {
    const starts = effects.filter((effect) => effect.type === 'start');
    const opened = this.#numbers((n, { attempt }) => attempt > (before[n] as StepRecord).attempt);
    deepStrictEqual(starts.map(({ n }) => n).toSorted(ascending), opened);
    for (const { n, attempt } of starts) {
      ok(this.isReached(n) && this.#isStarted && !this.#isShuttingDown, 'a step starts when it may');
      const { state, ending, attempt: newest } = this.#record(n);
      deepStrictEqual([state, ending, newest], [Running, null, attempt]);
      ok(before[n]?.state !== Running, 'one attempt at a time');
    }
  }

  /** An attempt is ended once it is not wanted any more, and counts as ending until it is gone or its time is over. */
  #checkEndings({ event, effects }: Applied, before: readonly StepRecord[]): void {
    const unwanted = this.#numbers((n, { state }) => before[n]?.state === Running && state !== Running);
    const byItself = unwanted.filter((n) => event.type === 'ended' && event.n === n);
    const ended = effects.filter((effect) => effect.type === 'end').map(({ n }) => n);
    deepStrictEqual([...ended, ...byItself].toSorted(ascending), unwanted);
    for (const n of ended) strictEqual(this.#record(n).ending, this.#record(n).attempt);
    for (const n of this.#numbers((at, { ending }) => ending === null && before[at]?.ending !== null)) {
      const news = event.type === 'timer' ? event.timer : event;
      deepStrictEqual({ ...news, n, attempt: before[n]?.ending }, news);
    }
  }

  /** What was under way has become what its fate and its step say, and nothing else has changed but what waited for its end. */
  #checkResumed(
    { attempts }: ResumedEvent,
    { effects, before }: Pick<Applied, 'effects'> & { before: readonly StepRecord[] },
  ): void {
    const fates = new Map(attempts.map(({ n, attempt, fate }) => [`${n}.${attempt}`, fate]));
    const started = effects.filter(({ type }) => type === 'start').map((effect) => 'n' in effect && effect.n);
    const ended = effects.filter(({ type }) => type === 'end').map((effect) => 'n' in effect && effect.n);
    for (const { n, policy } of this.#trail.steps) {
      const was = before[n] as StepRecord;
      const is = this.#record(n);
      const fate = fates.get(`${n}.${was.attempt}`);
      strictEqual(fate !== undefined, was.state === Running || was.ending !== null);
      strictEqual(started.includes(n), is.attempt > was.attempt);
      if (started.includes(n)) ok(was.state === Running ? fate === 'lost' && policy.idempotent : was.state === Waiting);
      if (fate === undefined && !started.includes(n)) deepStrictEqual(is, was);
      if (fate === undefined) continue;
      if (was.state !== Running) strictEqual(ended.includes(n), fate !== 'lost');
      strictEqual(is.ending, fate === 'lost' || (fate === 'kept' && was.state === Running) ? null : was.attempt);
      if (was.state !== Running) continue;
      if (fate === 'kept') deepStrictEqual(is, was);
      else if (policy.idempotent) strictEqual(is.state, fate === 'lost' ? Running : Waiting);
      else deepStrictEqual([is.state, is.cause], [StepState.Interrupted, 'server lost']);
    }
  }

  #checkCounts(): void {
    const isEnding = this.#numbers((_, { ending }) => ending !== null).length > 0;
    const isAsking = this.#numbers((_, { prompts }) => prompts.some(({ status }) => status === 'open')).length > 0;
    const failures = this.#numbers((n, { state }) => state === PausedOnFail || (state === Failed && !this.#branches.has(n)));
    strictEqual(this.#trail.isStarted, this.#isStarted);
    strictEqual(this.#trail.isShuttingDown, this.#isShuttingDown);
    strictEqual(this.#trail.isFinished, this.#isStarted && this.open.length === 0 && !isEnding);
    strictEqual(this.#trail.needsInput, isAsking);
    strictEqual(this.#trail.hasFailure, failures.length > 0);
    strictEqual(this.#trail.isShutDown, this.#isShuttingDown && !isEnding);
    strictEqual(this.#trail.looks, this.metEdges);
  }

  #isMet(parent: number, child: number): boolean {
    const { state } = this.#record(parent);
    const branch = this.#branches.get(parent);
    return DONE.includes(state) || (state === Failed && branch !== undefined && !branch.has(child));
  }

  #hasSkipped(parent: number, child: number): boolean {
    return this.#record(parent).state === Failed && this.#branches.get(parent)?.has(child) === true;
  }

  /** The least set that holds the step and every step that has parents, all of them in the set. */
  #branchOf(start: number): ReadonlySet<number> {
    const branch = new Set([start]);
    for (let size = 0; size < branch.size; ) {
      size = branch.size;
      this.#parents.forEach((parents, n) => {
        if (parents.length > 0 && parents.every((parent) => branch.has(parent))) branch.add(n);
      });
    }
    return branch;
  }

  #numbers(isMeant: (n: number, record: StepRecord) => boolean): readonly number[] {
    return this.#trail.steps.map(({ n }) => n).filter((n) => isMeant(n, this.#record(n)));
  }

  #live(): readonly StepRecord[] {
    return this.#trail.steps.map(({ n }) => this.#record(n));
  }

  #record(n: number): StepRecord {
    return this.#trail.record(n);
  }

  #parentsOf(n: number): readonly number[] {
    return this.#parents[n] as readonly number[];
  }
}

function folded(records: readonly StepRecord[], { changes }: Applied): readonly StepRecord[] {
  const next = records.slice();
  for (const { n, input, ...values } of changes) {
    const record = { ...(next[n] as StepRecord), ...values };
    next[n] = input === undefined ? record : { ...record, inputMessages: [...record.inputMessages, input] };
  }
  return next;
}

function ascending(a: number, b: number): number {
  return a - b;
}
