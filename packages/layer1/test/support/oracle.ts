import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { findNonJson } from '@autotrail/core';
import { StepState } from '../../src/states.js';
import type { ResumedEvent } from '../../src/trail/events.js';
import type { PastAttempt, StepChange, StepRecord } from '../../src/trail/record.js';
import type { Applied, Trail } from '../../src/trail/trail.js';
import { type Moment, namedIn, numbersOf, subjectOf } from './moment.js';
import { checkDecisions } from './oracle-decisions.js';
import { WaitOracle } from './oracle-waits.js';
import { isDone, isIgnored, Reach } from './reach.js';

const { Ready, Waiting, Running, Failed, PausedOnFail, ToPause, Paused, ToSkip, ToBlock, Interrupted } = StepState;
const UNDECIDED: readonly StepState[] = [Ready, Waiting, ToPause, ToSkip, ToBlock];
const MARKS: readonly StepState[] = [ToPause, ToSkip, ToBlock];
const UNTRIGGERED: readonly StepState[] = [Ready, Waiting, ToPause];

/** Works out the slow way, from the definitions of the words alone, what must be the case in a trail. Knows records and edges only. */
export class Oracle {
  readonly #trail: Trail;
  /** The records, got by folding the changes of all events so far. */
  #records: StepRecord[];
  readonly #reach: Reach;
  readonly #waits: WaitOracle;
  /** Which edges are met, and how often that changed. */
  #met: readonly boolean[];
  #looks: number;
  #isStarted: boolean;
  #isShuttingDown: boolean;

  constructor(trail: Trail) {
    this.#trail = trail;
    this.#records = structuredClone(this.#live()) as StepRecord[];
    this.#reach = new Reach(trail, (n) => this.#record(n).state);
    this.#waits = new WaitOracle(trail);
    this.#met = this.#metEdges();
    this.#looks = trail.looks;
    this.#isStarted = trail.isStarted;
    this.#isShuttingDown = trail.isShuttingDown;
  }

  /** Checks everything that must hold after an event. */
  check(applied: Applied): void {
    for (const part of [applied.event, applied.changes, applied.effects]) strictEqual(findNonJson(part), null);
    const moment = this.#takeIn(applied);
    deepStrictEqual(this.#live(), this.#records);
    for (const { n } of this.#trail.steps) this.#checkStep(n, moment);
    if (applied.event.type === 'resumed') {
      this.#checkResumed(applied.event, moment);
    } else {
      this.#checkStarts(moment);
      this.#checkEndings(moment);
    }
    this.#waits.check(moment);
    checkDecisions(moment);
    this.#checkCounts();
  }

  /** The steps that are reached or at work, and neither done nor ignored. */
  get open(): readonly number[] {
    return this.#numbers((n, { state }) => !isDone(state) && !isIgnored(state) && (state === Running || this.isReached(n)));
  }

  /** Whether all that comes before a step leads on to it. */
  isReached(n: number): boolean {
    return this.#reach.isReached(n);
  }

  #takeIn(applied: Applied): Moment {
    const { event } = applied;
    const was = this.#records.slice();
    const failureEdges = this.#trail.failureEdges.filter(([from, to]) => this.#reach.isMet(from, to));
    for (const change of applied.changes) this.#fold(change);
    this.#isStarted ||= event.type === 'command' && event.call === 'start';
    this.#isShuttingDown = event.type !== 'resumed' && (this.#isShuttingDown || event.type === 'shutdown');
    const unmet = new Set(failureEdges.filter(([from, to]) => !this.#reach.isMet(from, to)).map(([, to]) => to));
    const mayRun = this.#isStarted && !this.#isShuttingDown;
    return { trail: this.#trail, applied, was, is: this.#records, reach: this.#reach, unmet, mayRun };
  }

  #fold({ n, input, ...values }: StepChange): void {
    const before = this.#record(n);
    const record = { ...before, ...values };
    const { inputMessages, attempts } = record;
    const isOver = before.state === Running && record.state !== Running;
    this.#records[n] = {
      ...record,
      inputMessages: input === undefined ? inputMessages : [...inputMessages, input],
      attempts: isOver ? [...attempts, pastAttempt(before, record)].slice(-100) : attempts,
    };
    const isSame = isDone(before.state) === isDone(record.state) && isIgnored(before.state) === isIgnored(record.state);
    if (before.state === record.state || (isSame && !isIgnored(record.state) && !this.#reach.isCutOff(n))) return;
    this.#reach.refresh();
    const met = this.#metEdges();
    this.#looks += met.filter((isMet, edge) => isMet !== this.#met[edge]).length;
    this.#met = met;
  }

  #checkStep(n: number, { was, applied }: Moment): void {
    const { state, ending, attempt } = this.#record(n);
    const before = was[n] as StepRecord;
    const isReached = this.isReached(n);
    strictEqual(this.#trail.isReached(n), isReached);
    strictEqual(this.#trail.isUnreachable(n), this.#reach.isUnreachable(n));
    strictEqual(this.#trail.unmetCount(n), this.#reach.missing(n));
    ok(attempt - before.attempt === 0 || attempt - before.attempt === 1, 'attempts grow one by one');
    ok(ending === null || ending === attempt, 'only the newest attempt is ending');
    if (state === Running) ok(this.#isStarted && attempt > 0 && ending === null, 'what runs may run');
    // What is below a step that is run again keeps running.
    if (state === Running && !isReached) deepStrictEqual([before.state, before.attempt], [Running, attempt]);
    if (state === Paused) ok(isReached, 'what is held is reached');
    if (state === ToPause && before.state === Paused) deepStrictEqual(holdOf(this.#record(n)), holdOf(before));
    if (isReached) ok(!MARKS.includes(state), 'a mark on a reached step has taken effect');
    if (isReached && this.#reach.isUntriggered(n)) ok(!UNTRIGGERED.includes(state), 'what no failure is there for is left out');
    if (UNDECIDED.includes(state) && this.#reach.leavingOut(n).length > 0) this.#checkBackIn(n, { before, applied });
  }

  /** The branch of a failed condition is left out, but for what somebody, or something of its own, has brought back since. */
  #checkBackIn(n: number, { before, applied }: { readonly before: StepRecord; readonly applied: Applied }): void {
    const isAsBefore = UNDECIDED.includes(before.state);
    const isItsOwn = subjectOf(applied) === n || namedIn(applied).has(n) || applied.event.type === 'resumed';
    const isHeldBack = before.state === Paused && this.#record(n).state === ToPause;
    const isTakenBack = this.#reach.failingOf(n).some((failing) => !this.#reach.isMet(failing, n));
    ok(isAsBefore || isItsOwn || isHeldBack || isTakenBack, 'the branch of a failed condition is left out');
  }

  #checkStarts({ applied, was, mayRun }: Moment): void {
    const starts = applied.effects.filter((effect) => effect.type === 'start');
    const opened = this.#numbers((n, { attempt }) => attempt > (was[n] as StepRecord).attempt);
    deepStrictEqual(starts.map(({ n }) => n).toSorted(ascending), opened);
    for (const { n, attempt } of starts) {
      ok(this.isReached(n) && mayRun, 'a step starts when it may');
      ok(!this.#reach.isUntriggered(n), 'a step that is there for a failure starts because of one');
      const { state, ending, attempt: newest } = this.#record(n);
      deepStrictEqual([state, ending, newest], [Running, null, attempt]);
      ok(was[n]?.state !== Running || (applied.event.type === 'ended' && applied.event.n === n), 'one attempt at a time');
      const { timeoutMs } = this.#trail.step(n).policy;
      const timers = applied.effects.filter(
        (effect) => effect.type === 'timer' && effect.timer.kind === 'attempt' && effect.timer.n === n,
      );
      const timer = { type: 'timer', timer: { kind: 'attempt', n, attempt }, at: applied.at + (timeoutMs ?? 0) };
      deepStrictEqual(timers, timeoutMs === undefined ? [] : [timer]);
    }
  }

  /** An attempt is ended once it is not wanted any more, and counts as ending until it is gone or its time is over. */
  #checkEndings({ applied: { event, effects }, was }: Moment): void {
    const unwanted = this.#numbers(
      (n, { state, attempt }) => was[n]?.state === Running && (state !== Running || attempt !== was[n]?.attempt),
    );
    const byItself = unwanted.filter((n) => event.type === 'ended' && event.n === n);
    const ended = effects.filter((effect) => effect.type === 'end').map(({ n }) => n);
    deepStrictEqual([...ended, ...byItself].toSorted(ascending), unwanted);
    for (const n of ended) strictEqual(this.#record(n).ending, this.#record(n).attempt);
    for (const n of this.#numbers((at, { ending }) => ending === null && was[at]?.ending !== null)) {
      const news = event.type === 'timer' ? event.timer : event;
      deepStrictEqual({ ...news, n, attempt: was[n]?.ending }, news);
    }
  }

  /** What was under way has become what its fate and its step say, and nothing else has changed but what waited to start. */
  #checkResumed({ attempts }: ResumedEvent, { applied: { effects, at }, was }: Moment): void {
    const fates = new Map(attempts.map(({ n, attempt, fate }) => [`${n}.${attempt}`, fate]));
    const started = effects.filter(({ type }) => type === 'start').map((effect) => 'n' in effect && effect.n);
    const ended = effects.filter(({ type }) => type === 'end').map((effect) => 'n' in effect && effect.n);
    for (const { n, policy } of this.#trail.steps) {
      const before = was[n] as StepRecord;
      const is = this.#record(n);
      const fate = fates.get(`${n}.${before.attempt}`);
      strictEqual(fate !== undefined, before.state === Running || before.ending !== null);
      strictEqual(started.includes(n), is.attempt > before.attempt);
      if (started.includes(n)) ok(before.state === Running ? fate === 'lost' && policy.idempotent : before.state === Waiting);
      if (fate === undefined && !started.includes(n)) {
        deepStrictEqual(is, is.cause === 'slot' ? { ...asOf(at, before), cause: 'slot' } : before);
      }
      if (fate === undefined) continue;
      if (before.state !== Running) strictEqual(ended.includes(n), fate !== 'lost');
      strictEqual(is.ending, fate === 'lost' || (fate === 'kept' && before.state === Running) ? null : before.attempt);
      if (before.state === Running) this.#checkFate(n, { before, fate });
    }
  }

  #checkFate(n: number, { before, fate }: { readonly before: StepRecord; readonly fate: string }): void {
    const is = this.#record(n);
    if (fate === 'kept') return deepStrictEqual(is, before);
    if (!this.#trail.step(n).policy.idempotent) return deepStrictEqual([is.state, is.cause], [Interrupted, 'server lost']);
    // A step that is not reached any longer, or for which there is no slot, waits.
    const mayStart = fate === 'lost' && this.isReached(n) && is.cause !== 'slot';
    strictEqual(is.state, mayStart ? Running : Waiting);
  }

  #checkCounts(): void {
    const isEnding = this.#numbers((_, { ending }) => ending !== null).length > 0;
    const isAsking = this.#numbers((_, { prompts }) => prompts.some(({ status }) => status === 'open')).length > 0;
    const failures = this.#numbers(
      (n, { state }) => state === PausedOnFail || (state === Failed && !this.#reach.isProvidedFor(n)),
    );
    strictEqual(this.#trail.isStarted, this.#isStarted);
    strictEqual(this.#trail.isShuttingDown, this.#isShuttingDown);
    strictEqual(this.#trail.isFinished, this.#isStarted && this.open.length === 0 && !isEnding);
    strictEqual(this.#trail.needsInput, isAsking);
    strictEqual(this.#trail.hasFailure, failures.length > 0);
    strictEqual(this.#trail.isShutDown, this.#isShuttingDown && !isEnding);
    strictEqual(this.#trail.looks, this.#looks);
  }

  #metEdges(): readonly boolean[] {
    return this.#trail.steps.flatMap(({ n }) => this.#reach.parentsOf(n).map((parent) => this.#reach.isMet(parent, n)));
  }

  #numbers(isMeant: (n: number, record: StepRecord) => boolean): readonly number[] {
    return numbersOf({ trail: this.#trail }, (n) => isMeant(n, this.#record(n)));
  }

  #live(): readonly StepRecord[] {
    return this.#trail.steps.map(({ n }) => this.#trail.record(n));
  }

  #record(n: number): StepRecord {
    return this.#records[n] as StepRecord;
  }
}

function pastAttempt({ attempt, since: startedAt }: StepRecord, { state, cause, since: endedAt }: StepRecord): PastAttempt {
  return { attempt, startedAt, endedAt, state, cause };
}

/** A record at a time: a wait that is over then, while the server was away, is. */
function asOf(at: number, record: StepRecord): StepRecord {
  const isOver = record.state === Waiting && record.until !== null && record.until <= at;
  return isOver ? { ...record, until: null, cause: null } : record;
}

function holdOf({ cause, by, until }: StepRecord): Partial<StepRecord> {
  return { cause, by, until };
}

function ascending(a: number, b: number): number {
  return a - b;
}
