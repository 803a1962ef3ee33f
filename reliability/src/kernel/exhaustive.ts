import type { Trail, TrailEvent } from '@autotrail/layer1';
import { idleEvents, possibleEvents, type Scope } from './alphabet.js';
import { asBreach, type Breach, promise } from './breach.js';
import type { Cells } from './cells.js';
import { Checker } from './checker.js';
import { Image, type Memory } from './image.js';
import { checkDryRun, checkRefusal } from './looks.js';
import type { Shape } from './shape.js';
import { type Detail, keyOf } from './state-key.js';
import { checkWaits } from './waits.js';

/** What an exploration has come to. */
export interface Explored {
  readonly states: number;
  /** Events that may change something, each checked. */
  readonly transitions: number;
  /** Events that must not change anything, each checked. */
  readonly idle: number;
  /** Dry runs and refused requests, one of each in every fourth state, in turn. */
  readonly looks: number;
  /** The first that was found, and the shortest way to it. */
  readonly breach: { readonly breach: Breach; readonly trace: readonly TrailEvent[] } | null;
}

/** States from one that is asked something to the next. */
const BETWEEN_LOOKS = 4;
const EXACT: Detail = { isExact: true, hasReruns: true, hasLimits: true };

/** How a state was come to. */
interface Way {
  readonly from: Way | null;
  readonly event: TrailEvent | null;
}

interface Place {
  readonly trail: Trail;
  readonly memory: Memory;
  readonly way: Way;
}

/** Explores every state that a trail of a shape can come to, breadth first, and checks every way from each to the next. */
export class Exploration {
  readonly #shape: Shape;
  readonly #scope: Scope;
  readonly #detail: Detail;
  readonly #cells: Cells;
  readonly #checker: Checker;
  readonly #before = new Image();
  readonly #known = new Set<string>();
  #transitions = 0;
  #idle = 0;
  #looks = 0;
  /** States that were left. */
  #left = 0;

  constructor(shape: Shape, scope: Scope, cells: Cells) {
    this.#shape = shape;
    this.#scope = scope;
    this.#detail = detailOf(shape, scope);
    this.#cells = cells;
    this.#checker = new Checker(shape);
  }

  run(): Explored {
    const { trail, memory } = this.#shape;
    const begin: Place = { trail: trail.fork(), memory, way: { from: null, event: null } };
    this.#known.add(keyOf(trail, memory, this.#detail));
    let failed: Explored['breach'] = null;
    for (let ring = [begin]; ring.length > 0 && failed === null; ) {
      const next: Place[] = [];
      for (const place of ring) {
        failed = this.#leave(place, next);
        if (failed !== null) break;
      }
      ring = next;
    }
    return { states: this.#known.size, transitions: this.#transitions, idle: this.#idle, looks: this.#looks, breach: failed };
  }

  /** Goes every way that leads on from a state. */
  #leave({ trail, memory, way }: Place, next: Place[]): Explored['breach'] {
    this.#before.load(trail, memory);
    let event: TrailEvent | null = null;
    try {
      this.#look(trail);
      this.#stay(trail, (idle) => {
        event = idle;
      });
      for (event of possibleEvents(trail, this.#scope)) {
        const after = this.#go(trail, event);
        if (after !== null) next.push({ ...after, way: { from: way, event } });
      }
      return null;
    } catch (thrown) {
      return { breach: asBreach(thrown), trace: traceOf({ from: way, event }) };
    }
  }

  /** Now and then asks something that must not change anything. */
  #look(trail: Trail): void {
    this.#left += 1;
    if (this.#left % BETWEEN_LOOKS !== 0) return;
    const turn = this.#looks / 2;
    this.#looks += 2;
    const tags = turn % 2 === 0 ? {} : { n: turn % this.#shape.size };
    checkDryRun({ shape: this.#shape, trail, before: this.#before }, turn, tags);
    checkRefusal(trail, this.#before, turn);
    checkWaits({ shape: this.#shape, trail });
  }

  /** Goes one way. Answers the state it leads to, if that is new and within the scope. */
  #go(trail: Trail, event: TrailEvent): Pick<Place, 'trail' | 'memory'> | null {
    this.#transitions += 1;
    const after = trail.fork();
    const applied = after.apply(event, trail.revision);
    const memory = this.#checker.check(this.#before, after, applied);
    this.#checkFold(trail, after, applied);
    const moved = this.#before.differenceTo(trail);
    promise(13, moved === null, () => `what happened to a fork happened to its origin: ${moved}`);
    this.#cells.count(this.#before, event, applied);
    for (let n = 0; n < this.#shape.size; n++) if (after.record(n).attempt > this.#scope.attempts) return null;
    const key = keyOf(after, memory, this.#detail);
    if (this.#known.has(key)) return null;
    this.#known.add(key);
    return { trail: after, memory };
  }

  #checkFold(trail: Trail, after: Trail, applied: Parameters<Trail['fold']>[0]): void {
    const folded = trail.fork();
    folded.fold(applied);
    const difference = new Image().load(after).differenceTo(folded);
    promise(26, difference === null, () => `folding what was noted leads elsewhere: ${difference}`);
    const isReachedAlike = trail.steps.every(({ n }) => folded.isReached(n) === after.isReached(n));
    promise(26, isReachedAlike, () => 'folding what was noted reaches other steps');
    promise(26, folded.isFinished === after.isFinished, () => 'folding what was noted counts otherwise');
  }

  /** Lets everything happen that must not change anything. */
  #stay(trail: Trail, tell: (event: TrailEvent) => void): void {
    const stays = trail.fork();
    for (const event of idleEvents(trail)) {
      tell(event);
      this.#idle += 1;
      const { changes, effects } = stays.apply(event, stays.revision);
      const number = event.type === 'command' ? 16 : 18;
      promise(
        number,
        changes.length === 0 && effects.length === 0,
        () => `${JSON.stringify(event)} changed ${JSON.stringify(changes)}`,
      );
      this.#cells.countIdle(this.#before, event);
    }
    promise(4, stays.isStarted === trail.isStarted, () => 'what affects nothing has started the trail');
    const { memory } = this.#before;
    const isAsBefore = keyOf(stays, memory, EXACT) === keyOf(trail, memory, EXACT);
    promise(18, isAsBefore, () => 'what is over has changed something');
  }
}

/** Causes tell states apart only where something follows from them: everything else is multiplied by them. */
function detailOf({ sketch }: Shape, { isExact, decisions, transforms, limits }: Scope): Detail {
  const { failures = [], limits: begun = [] } = sketch;
  return {
    isExact,
    hasReruns: decisions || (transforms && failures.length > 0),
    hasLimits: limits.length > 0 || begun.length > 0,
  };
}

function traceOf(way: Way): readonly TrailEvent[] {
  const events: TrailEvent[] = [];
  for (let at: Way | null = way; at !== null; at = at.from) if (at.event !== null) events.unshift(at.event);
  return events;
}
