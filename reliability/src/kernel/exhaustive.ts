import type { Trail, TrailEvent } from '@autotrail/layer1';
import { idleEvents, possibleEvents, type Scope } from './alphabet.js';
import { asBreach, type Breach, promise } from './breach.js';
import type { Cells } from './cells.js';
import { Checker } from './checker.js';
import { Image } from './image.js';
import { checkDryRun, checkRefusal, STEP_CALLS } from './looks.js';
import type { Shape } from './shape.js';
import { keyOf } from './state-key.js';

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

/** How a state was come to. */
interface Way {
  readonly from: Way | null;
  readonly event: TrailEvent | null;
}

interface Place {
  readonly trail: Trail;
  readonly way: Way;
}

/** Explores every state that a trail of a shape can come to, breadth first, and checks every way from each to the next. */
export class Exploration {
  readonly #shape: Shape;
  readonly #scope: Scope;
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
    this.#cells = cells;
    this.#checker = new Checker(shape);
  }

  run(): Explored {
    const begin: Place = { trail: this.#shape.trail.fork(), way: { from: null, event: null } };
    this.#known.add(keyOf(begin.trail, this.#scope.isExact));
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
  #leave({ trail, way }: Place, next: Place[]): Explored['breach'] {
    this.#before.load(trail);
    let event: TrailEvent | null = null;
    try {
      this.#look(trail);
      this.#stay(trail, (idle) => {
        event = idle;
      });
      for (event of possibleEvents(trail, this.#scope)) {
        const after = this.#go(trail, event);
        if (after !== null) next.push({ trail: after, way: { from: way, event } });
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
    checkDryRun(trail, this.#before, { name: STEP_CALLS[turn % STEP_CALLS.length] as string, tags, message: 'told' });
    checkRefusal(trail, this.#before, turn);
  }

  /** Goes one way. Answers the state it leads to, if that is new and within the scope. */
  #go(trail: Trail, event: TrailEvent): Trail | null {
    this.#transitions += 1;
    const after = trail.fork();
    const applied = after.apply(event, trail.revision);
    this.#checker.check(this.#before, after, applied);
    this.#checkFold(trail, after, applied);
    const moved = this.#before.differenceTo(trail);
    promise(13, moved === null, () => `what happened to a fork happened to its origin: ${moved}`);
    this.#cells.count(this.#before, event, applied);
    for (let n = 0; n < this.#shape.size; n++) if (after.record(n).attempt > this.#scope.attempts) return null;
    const key = keyOf(after, this.#scope.isExact);
    if (this.#known.has(key)) return null;
    this.#known.add(key);
    return after;
  }

  #checkFold(trail: Trail, after: Trail, applied: Parameters<Trail['fold']>[0]): void {
    const folded = trail.fork();
    folded.fold(applied);
    const difference = new Image().load(after).differenceTo(folded);
    promise(26, difference === null, () => `folding what was noted leads elsewhere: ${difference}`);
    promise(
      26,
      keyOf(folded, this.#scope.isExact) === keyOf(after, this.#scope.isExact),
      () => 'folding what was noted reaches other steps',
    );
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
    promise(18, keyOf(stays, true) === keyOf(trail, true), () => 'what is over has changed something');
  }
}

function traceOf(way: Way): readonly TrailEvent[] {
  const events: TrailEvent[] = [];
  for (let at: Way | null = way; at !== null; at = at.from) if (at.event !== null) events.unshift(at.event);
  return events;
}
