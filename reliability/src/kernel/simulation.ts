import { createHash, type Hash } from 'node:crypto';
import type { Applied, Trail, TrailEvent } from '@autotrail/layer1';
import { Random } from '../support/random.js';
import { asBreach, type Breach } from './breach.js';
import { Checker } from './checker.js';
import { drainEvents } from './drain.js';
import { checkAnswers, checkDryRun, checkRefusal, REFUSALS, TRIED } from './looks.js';
import { Notebook } from './notebook.js';
import { randomEvent } from './random-events.js';
import { randomShape } from './random-shapes.js';
import type { Shape } from './shape.js';
import { takeUp } from './take-up.js';
import { Tally } from './tally.js';
import { checkWaits } from './waits.js';
import { World } from './world.js';

/** Shapes that schedules choose among. Each depends on its number alone, so that a schedule is the same in whatever process it runs. */
const SHAPES = 4_096;
/** Events of a schedule, without those that drain it. */
const FEWEST = 12;
const SPREAD = 20;

/** A schedule in which a promise was broken. */
export interface Failure {
  readonly schedule: number;
  readonly breach: Breach;
  readonly trace: readonly string[];
}

/** How schedules are simulated. */
export interface SimulationOptions {
  readonly seed: number;
  /** Makes of every trail another one: for kernels that are wrong on purpose. @default none */
  readonly disguise?: (trail: Trail) => Trail;
}

/** Simulates schedules: whatever can happen to a trail, in random order, with servers that are lost in the middle of it. */
export class Simulation {
  readonly tally = new Tally();
  readonly #options: SimulationOptions;
  readonly #shapes = new Map<number, Shape>();

  constructor(options: SimulationOptions) {
    this.#options = options;
  }

  /** Runs one schedule. Answers how it failed, or `null`. @param trace - is told of everything that happens */
  run(schedule: number, trace?: Hash): Failure | null {
    const random = new Random(this.#options.seed, schedule);
    const run = new Schedule(this.#shape(random.below(SHAPES)), random, this.tally);
    const failure = run.play();
    if (trace !== undefined) for (const line of run.lines) trace.update(line);
    return failure === null ? null : { schedule, breach: failure, trace: run.lines };
  }

  /** What so many schedules do, as one hash. */
  traceOf(from: number, count: number): string {
    const hash = createHash('sha256');
    for (let schedule = from; schedule < from + count; schedule++) this.run(schedule, hash);
    return hash.digest('hex');
  }

  #shape(number: number): Shape {
    const known = this.#shapes.get(number);
    if (known !== undefined) return known;
    const shape = randomShape(new Random(this.#options.seed, -1 - number), this.#options.disguise);
    this.#shapes.set(number, shape);
    return shape;
  }
}

/** One schedule. */
class Schedule {
  readonly #shape: Shape;
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #checker: Checker;
  readonly #world = new World();
  readonly #notebook: Notebook;
  readonly #happened: (TrailEvent | { readonly kept: number })[] = [];
  #trail: Trail;

  constructor(shape: Shape, random: Random, tally: Tally) {
    this.#shape = shape;
    this.#random = random;
    this.#tally = tally;
    this.#checker = new Checker(shape);
    this.#trail = shape.trail.fork();
    this.#notebook = new Notebook(this.#trail, shape.memory);
  }

  play(): Breach | null {
    this.#tally.schedules += 1;
    try {
      for (let left = FEWEST + this.#random.below(SPREAD); left > 0; left--) this.#next();
      if (this.#random.chance(0.1)) this.#drain();
      this.#keep();
      this.#world.checkPromises(this.#trail);
      return null;
    } catch (thrown) {
      return asBreach(thrown);
    }
  }

  /** What has happened, line by line: enough to do it again. */
  get lines(): readonly string[] {
    const { changes } = this.#notebook;
    return [JSON.stringify(this.#shape.sketch), ...this.#happened.map((event) => JSON.stringify(event)), JSON.stringify(changes)];
  }

  #next(): void {
    const random = this.#random;
    const which = random.below(100);
    if (which < 7) return this.#loseServer();
    this.#happen(randomEvent({ random, trail: this.#trail, world: this.#world }));
    if (which >= 40) this.#keep();
    if (which >= 96) this.#look();
    if (which >= 90) this.#notebook.checkLast(this.#trail);
  }

  #happen(event: TrailEvent): void {
    this.#happened.push(event);
    this.#tally.count(event);
    const applied: Applied = this.#trail.apply(event, this.#trail.revision);
    const memory = this.#checker.check(this.#notebook.newest, this.#trail, applied);
    this.#notebook.note(applied, this.#trail, memory);
    if (event.type === 'ended') this.#world.end(event);
  }

  /** What has happened is durable: now it is answered, and carried out. */
  #keep(): void {
    for (const applied of this.#notebook.keep()) this.#world.carryOut(applied);
  }

  #look(): void {
    const before = this.#notebook.newest;
    this.#tally.looks += 1;
    const { shape, random, trail } = { shape: this.#shape, random: this.#random, trail: this.#trail };
    checkWaits({ shape, trail });
    if (random.chance(0.3)) return checkRefusal(trail, before, random.below(REFUSALS));
    if (random.chance(0.3)) return checkAnswers({ shape, trail, before });
    checkDryRun({ shape, trail, before }, random.below(TRIED), random.chance(0.7) ? { n: random.below(shape.size) } : {});
  }

  /** The server is lost with what was not durable, but for a part that the disk kept all the same; the next one takes the trail up. */
  #loseServer(): void {
    const { kept, lost } = this.#notebook.lose(this.#random);
    this.#happened.push({ kept });
    this.#tally.crash(lost);
    this.#trail = this.#notebook.restore(this.#shape.trail.fork(), this.#random.chance(0.1));
    const event = takeUp({ random: this.#random, trail: this.#trail, world: this.#world });
    this.#happen(event);
    this.#keep();
    this.#world.checkPromises(this.#trail);
  }

  /** In the end everything is finished once all that is held may go on, or shut down if that was asked for. */
  #drain(): void {
    this.#tally.drains += 1;
    this.#keep();
    for (const event of drainEvents(this.#trail, this.#world)) {
      this.#happen(event);
      this.#keep();
    }
  }
}
