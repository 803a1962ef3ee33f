import { createHash } from 'node:crypto';
import type { Disk } from '@autotrail/layer2';
import { type Kept, SimulatedDisk, type UnsyncedOperation } from '@autotrail/testing';
import type { Random } from '../support/random.js';
import { Correspondence } from './correspondence.js';
import { judgeJournals, judgeStates } from './judge-disk.js';
import { judgeProgress } from './judge-progress.js';
import { Life } from './life.js';
import { settled } from './simulated-server.js';
import type { Tally } from './tally.js';
import { Weather } from './weather.js';

/** What came of a schedule. */
export interface ScheduleResult {
  readonly breaches: readonly string[];
  /** Tells two runs of the same schedule apart, if they are not the same. */
  readonly trace: string;
  readonly acknowledged: number;
}

/** What a schedule is run with. */
export interface ScheduleParts {
  readonly random: Random;
  readonly tally: Tally;
  /** A disk between a server and the simulated one, which breaks its promises. @default none */
  readonly sabotage?: (disk: Disk) => Disk;
  /** Is told what happens, to find out why. @default nobody is */
  readonly tell?: (what: string) => void;
}

const START_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;

/** A trail, its operators and all that befalls them, drawn at random: servers come and go, and the disk stays. */
export class Schedule {
  readonly #parts: ScheduleParts;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #operators: Correspondence;
  readonly #trace = createHash('sha1');
  readonly #lossRate: number;
  #disk = new SimulatedDisk();
  #life: Life | null = null;
  /** An owner that was taken for dead, and is merely held up. */
  #superseded: Life | null = null;
  #processes = 0;

  constructor(parts: ScheduleParts) {
    this.#parts = parts;
    this.#random = parts.random;
    this.#weather = new Weather(parts.random, parts.tally);
    this.#operators = new Correspondence(parts.random, parts.tally, (what) => this.#note(what));
    this.#lossRate = parts.random.chance(0.5) ? 0.3 : 0;
  }

  async run(): Promise<ScheduleResult> {
    const { ledger } = this.#operators;
    try {
      await this.#begin(START_MS);
      for (let left = 6 + this.#random.below(12); left > 0; left--) {
        await this.#act();
        await this.#pass();
      }
      await this.#finish();
    } catch (error) {
      ledger.breaches.push(`the schedule itself: ${error instanceof Error ? error.stack : String(error)}`);
    }
    return { breaches: ledger.breaches, trace: this.#trace.digest('hex'), acknowledged: ledger.acknowledged.size };
  }

  get #living(): Life {
    if (this.#life === null) throw new Error('no server is there');
    return this.#life;
  }

  async #act(): Promise<void> {
    const kind = this.#random.below(24);
    this.#note(`act ${kind}`);
    if (kind < 9) return this.#operators.send(this.#living);
    if (kind < 10) return this.#operators.retry(this.#living);
    if (kind < 14) return this.#endAttempt();
    if (kind < 15) return this.#living.clock.advance(this.#random.pick([100, 1_000, 10_000]) ?? 0);
    if (kind < 16) return this.#jump();
    if (kind < 18) return this.#weather.threaten();
    if (kind < 19) return this.#weather.slowDown();
    if (kind < 20) return this.#calmDown();
    return kind < 21 ? this.#supersede() : this.#crash();
  }

  #endAttempt(): void {
    const { executor } = this.#living;
    const attempt = this.#random.pick(executor.open);
    if (attempt === undefined) return;
    if (attempt.isEnding) this.#parts.tally.add('attempt ended late');
    const isWell = this.#random.chance(0.7);
    const again = executor.finish(attempt, isWell ? { ok: true, value: 1 } : { ok: false, error: { message: 'it failed' } });
    if (!this.#random.chance(0.4)) return;
    this.#parts.tally.add('attempt ended twice');
    again();
  }

  #jump(): void {
    this.#parts.tally.add('clock jumped');
    this.#living.clock.jump(this.#random.chance(0.5) ? DAY_MS : -DAY_MS);
  }

  #calmDown(): void {
    this.#weather.clear();
    this.#living.transport.deliverLate();
  }

  /** Another server takes the trail while this one is held up, and it goes on later. */
  async #supersede(): Promise<void> {
    this.#weather.clear();
    await settled();
    if (this.#superseded !== null || this.#living.isOver) return;
    const before = this.#living;
    before.stop();
    this.#operators.send(before);
    await settled();
    this.#superseded = before;
    await this.#begin(before.clock.now());
  }

  async #letSupersededGoOn(): Promise<void> {
    const before = this.#superseded;
    if (before === null) return;
    this.#parts.tally.add('superseded owner went on');
    this.#superseded = null;
    before.goOn();
    await settled();
    before.transport.deliverLate();
    await settled();
    this.#operators.ledger.begun(before.executor.started.splice(0));
    before.die();
  }

  async #crash(): Promise<void> {
    // With something under way, as often as not.
    if (this.#random.chance(0.6)) {
      this.#weather.slowDown();
      this.#operators.send(this.#living);
      await settled();
    }
    this.#operators.ledger.begun(this.#living.executor.started.splice(0));
    const startMs = this.#living.clock.now();
    this.#die();
    await this.#begin(startMs);
  }

  /** Everything is gone but the disk. */
  #die(): void {
    for (const life of [this.#life, this.#superseded]) life?.die();
    this.#superseded = null;
    const isKill = this.#random.chance(0.5);
    this.#parts.tally.add(isKill ? 'killed' : 'power cut');
    this.#disk = isKill ? this.#disk.copy() : this.#disk.powerCut((operation) => this.#keep(operation));
    this.#weather.clear();
  }

  #keep(operation: UnsyncedOperation): Kept {
    const kind = this.#random.below(3);
    if (kind === 0) return true;
    this.#parts.tally.add('operation lost in a power cut');
    if (operation.type !== 'append' || kind === 1 || operation.bytes.length < 2) return false;
    this.#parts.tally.add('append torn in a power cut');
    return 1 + this.#random.below(operation.bytes.length - 1);
  }

  /** The next server: at the third time at the latest it must come to answer. */
  async #begin(startMs: number): Promise<void> {
    const { sabotage = (disk) => disk, tally } = this.#parts;
    this.#disk.plan = (call) => {
      const fault = this.#weather.plan(call);
      const happens = fault instanceof Promise ? 'is held up' : JSON.stringify(fault);
      this.#parts.tell?.(`  ${call.operation} ${call.path}${fault === null ? '' : ` ${happens}`}`);
      return fault;
    };
    for (let attempt = 1; ; attempt++) {
      this.#processes += 1;
      const disk = sabotage(this.#disk);
      const parts = { disk, process: this.#processes, startMs, random: this.#random, tally, lossRate: this.#lossRate };
      const life = Life.begin(parts);
      if (attempt < 3 && this.#random.chance(0.15)) this.#weather.threatenStart();
      try {
        await life.server.start();
        this.#life = life;
        return;
      } catch (error) {
        life.die();
        this.#note('start failed');
        if (attempt === 3) throw error;
      } finally {
        this.#weather.clear();
      }
    }
  }

  async #pass(): Promise<void> {
    await settled();
    const life = this.#living;
    this.#operators.ledger.begun(life.executor.started.splice(0));
    if (this.#superseded !== null && this.#random.chance(0.3)) await this.#letSupersededGoOn();
    if (!life.isOver) return;
    this.#parts.tally.add('server ended itself');
    life.die();
    this.#weather.clear();
    await this.#letSupersededGoOn();
    this.#disk = this.#disk.copy();
    await this.#begin(life.clock.now());
  }

  async #finish(): Promise<void> {
    this.#calmDown();
    await settled();
    await this.#letSupersededGoOn();
    await this.#pass();
    this.#living.clock.advance(1_000);
    await settled();
    // Some answers were held up, and then were late.
    this.#calmDown();
    await settled();
    const { ledger } = this.#operators;
    ledger.begun(this.#living.executor.started.splice(0));
    if (!this.#living.isOver) this.#operators.expectAnswers(this.#living);
    const startMs = this.#living.clock.now();
    this.#die();
    const lost = await judgeJournals(this.#disk.copy(), ledger.promised());
    await this.#begin(startMs);
    this.#living.transport.isCalm = true;
    const wrong = [lost, await judgeStates(this.#disk, this.#living), await judgeProgress(this.#living, this.#parts)];
    ledger.begun(this.#living.executor.started.splice(0));
    ledger.breaches.push(...wrong.filter((breach) => breach !== null));
    const end = await this.#living.client.status({}, { fields: ['n', 'state', 'attempt'] });
    this.#note(JSON.stringify([end, ledger.promised().acknowledged, [...ledger.refused]]));
  }

  #note(what: string): void {
    this.#trace.update(`${what}\n`);
    this.#parts.tell?.(what);
  }
}
