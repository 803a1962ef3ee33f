import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { StepState } from '../../src/states.js';
import type { Limit } from '../../src/trail/limit.js';
import type { StepRecord } from '../../src/trail/record.js';
import type { Trail } from '../../src/trail/trail.js';
import { type Moment, namedIn, numbersOf } from './moment.js';

const { Ready, Waiting, Running, ToPause, Paused } = StepState;
const HELD: readonly StepState[] = [ToPause, Paused];

/** Judges who waits for what: for a time, or for another attempt to end because of a limit. */
export class WaitOracle {
  #limits: readonly (Limit & { readonly most: number })[];
  /** The steps that wait for a slot, in the order in which they began to. */
  #line: readonly number[] = [];

  /** The attempts of each limit, once they were asked for. */
  readonly #counts = new Map<Limit, number>();

  constructor({ limits }: Pick<Trail, 'limits'>) {
    this.#limits = limits.flatMap(({ tags, most }) => (most === null ? [] : [{ tags, most }]));
  }

  check(moment: Moment): void {
    this.#takeIn(moment);
    for (const { n } of moment.trail.steps) {
      this.#checkWaiting(n, moment);
      checkUntil(n, moment);
    }
    this.#checkLimits(moment);
    this.#checkLine(moment);
    checkTimers(moment);
  }

  #takeIn({ applied: { event }, trail }: Moment): void {
    this.#counts.clear();
    if (event.type === 'limit') {
      const { tags, most } = event;
      const others = this.#limits.filter((one) => !isSame(one.tags, tags));
      this.#limits = most === null ? others : [...others, { tags, most }];
    }
    const told = (limits: readonly Limit[]) => limits.map(({ tags, most }) => JSON.stringify([tags, most])).toSorted();
    deepStrictEqual(told(trail.limits), told(this.#limits));
  }

  /** A reached step that might run waits for something that is told. */
  #checkWaiting(n: number, moment: Moment): void {
    const { state, cause, until, ending } = moment.is[n] as StepRecord;
    const isReached = moment.reach.isReached(n);
    if (cause === 'slot') ok(state === Waiting && isReached, 'only what is reached and waits, waits for a slot');
    if (state !== Waiting || !isReached || !moment.mayRun) return;
    if (cause === 'timer') ok(until !== null, 'what waits for a time has one');
    else if (cause === 'slot') ok(!this.#hasRoom(n, moment), 'what waits for a slot finds none');
    else deepStrictEqual([cause, ending], ['previous attempt ending', ending ?? 'an attempt']);
  }

  /** No limit is passed by a start. */
  #checkLimits(moment: Moment): void {
    for (const { n } of startsOf(moment)) {
      for (const limit of this.#limitsOf(n, moment.trail))
        ok(this.#used(limit, moment) <= limit.most, 'a start keeps to its limits');
    }
  }

  /** Whoever was reached first goes first, then by `n`: nobody else starts for whom there would have been room. */
  #checkLine(moment: Moment): void {
    const waits = numbersOf(moment, (n) => moment.is[n]?.cause === 'slot');
    const starts = startsOf(moment).map(({ n }) => n);
    const arrived = [...waits, ...starts].filter((n) => !this.#line.includes(n)).toSorted((a, b) => a - b);
    const order = [...this.#line, ...arrived];
    for (const one of waits) {
      for (const other of starts.filter((n) => order.indexOf(n) > order.indexOf(one))) {
        ok(!this.#hasRoom(one, moment, other), `step ${one} was there before step ${other}, which was started`);
      }
    }
    this.#line = order.filter((n) => waits.includes(n));
  }

  /** Whether another attempt of a step would be let in, were there no attempt of that other step. */
  #hasRoom(n: number, moment: Moment, without?: number): boolean {
    const step = without === undefined ? undefined : moment.trail.step(without);
    return this.#limitsOf(n, moment.trail).every((limit) => {
      const fewer = step?.matches(limit.tags) === true ? 1 : 0;
      return this.#used(limit, moment) - fewer < limit.most;
    });
  }

  #used(limit: Limit, moment: Moment): number {
    const known = this.#counts.get(limit) ?? used(limit, moment);
    this.#counts.set(limit, known);
    return known;
  }

  #limitsOf(n: number, trail: Trail): readonly (Limit & { readonly most: number })[] {
    return this.#limits.filter(({ tags }) => trail.step(n).matches(tags));
  }
}

function isSame(one: Limit['tags'], other: Limit['tags']): boolean {
  const entries = Object.entries(one);
  return entries.length === Object.keys(other).length && entries.every(([key, value]) => other[key] === value);
}

/** Attempts that are under way or being ended. */
function used({ tags }: Limit, { trail, is }: Moment): number {
  const matching = trail.steps.filter((step) => step.matches(tags)).map(({ n }) => is[n] as StepRecord);
  return matching.reduce((sum, { state, ending }) => sum + Number(state === Running) + Number(ending !== null), 0);
}

function startsOf({ applied: { effects } }: Moment) {
  return effects.filter((effect) => effect.type === 'start');
}

/** A wait has an end only where there is one, and the world is told to say when it has come. */
function checkUntil(n: number, { applied: { event, effects, at }, was, is }: Moment): void {
  const before = was[n] as StepRecord;
  const { until, state, cause } = is[n] as StepRecord;
  if (until !== null) ok(state === Waiting || HELD.includes(state), 'only what waits has an end of that');
  if (until !== null && state === Waiting && until > at) strictEqual(cause, 'timer');
  if (until !== null && HELD.includes(state)) strictEqual(cause, 'operator');
  const isNew = until !== null && (until !== before.until || event.type === 'resumed');
  const timers = effects.filter((effect) => effect.type === 'timer' && effect.timer.kind === 'wait' && effect.timer.n === n);
  if (isNew) ok(timers.some((effect) => effect.type === 'timer' && effect.at === until && effect.timer.kind === 'wait'));
  if (before.until === null || until !== null) return;
  const isOver = event.type === 'timer' && event.timer.kind === 'wait' && event.timer.n === n && event.timer.at === before.until;
  ok(isOver || before.until <= at || state !== before.state, 'a wait goes on until it is over, or something else is decided');
}

/** What is held until a date is let go then, and not before; what waits to be tried again is tried. */
function checkTimers(moment: Moment): void {
  const { applied, was, is, reach } = moment;
  const { event, changes } = applied;
  if (event.type === 'command' && event.until !== undefined) {
    for (const n of namedIn(applied)) {
      const [before, after] = [was[n] as StepRecord, is[n] as StepRecord];
      if ((before.state !== Ready && before.state !== Waiting) || !HELD.includes(after.state)) continue;
      strictEqual(after.until, event.until);
    }
  }
  if (event.type !== 'timer' || event.timer.kind !== 'wait') return;
  const { n, at } = event.timer;
  const before = was[n] as StepRecord;
  const after = is[n] as StepRecord;
  if (before.until !== at) return deepStrictEqual(changes, []);
  strictEqual(after.until, null);
  const isRun = reach.isReached(n) && after.cause === null && moment.mayRun;
  if (reach.isReached(n) && reach.isUntriggered(n)) strictEqual(after.state, StepState.Skipped);
  else strictEqual(after.state, isRun ? Running : Waiting);
}
