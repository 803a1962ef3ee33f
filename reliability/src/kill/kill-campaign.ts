import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from '../support/leftovers.js';
import type { Random } from '../support/random.js';
import { CommandLog } from './command-log.js';
import { Life, type LifeEnd } from './life.js';
import { planDeath } from './plan-death.js';
import type { RunWatch } from './run-watch.js';
import type { Saboteur } from './saboteur-disk.js';
import type { Tally } from './tally.js';

/** A campaign of kills. */
export interface CampaignOptions {
  /** An empty folder of its own. */
  readonly home: string;
  readonly random: Random;
  readonly tally: Tally;
  readonly saboteur: Saboteur | null;
  /** Asked before each life. */
  readonly isOver: () => boolean;
}

/** Lives of one run before its clients see to it that it ends. */
const CALM_LIVES = 4;
/** Runs of one trail, one after the other. */
const RUNS = 3;

/**
 * Starts a server, gives it commands, kills it, checks what it has kept, and starts it again on the same files: until the trail is
 * finished, and then the next run and the next trail.
 */
export class KillCampaign {
  readonly #options: CampaignOptions;
  #trails = 0;
  /** Runs of the trail, this one included. */
  #runs = 0;
  /** Lives of the run. */
  #lives = 0;
  #name = '';
  #journalFile: string | null = null;
  #log = new CommandLog('');
  #watch: RunWatch | null = null;
  readonly #witnessed = new Set<string>();

  constructor(options: CampaignOptions) {
    this.#options = options;
    mkdirSync(this.#ledger);
  }

  async run(): Promise<void> {
    const { isOver, tally } = this.#options;
    this.#beginTrail();
    while (!isOver()) {
      const breaches = tally.breaches.length;
      await this.#live();
      this.#lives += 1;
      // After a breach one would follow from the other.
      if (tally.breaches.length > breaches) this.#beginTrail();
      else if (this.#watch?.trail?.isFinished) await this.#finish(this.#watch);
    }
  }

  get #ledger(): string {
    return join(this.#options.home, 'ledger');
  }

  /** Every other trail has a journal file of its own, from which a finished run is put aside. */
  #beginTrail(): void {
    this.#trails += 1;
    this.#runs = 0;
    this.#options.tally.trails += 1;
    this.#name = `trail-${this.#trails}`;
    this.#journalFile = this.#trails % 2 === 0 ? join(this.#options.home, `${this.#name}.journal`) : null;
    this.#beginRun();
  }

  #beginRun(): void {
    this.#runs += 1;
    this.#lives = 0;
    this.#log = new CommandLog(`${this.#name}.${this.#runs}`);
    this.#watch = null;
  }

  async #live(): Promise<void> {
    const { random, tally, home, saboteur } = this.#options;
    const isFresh = this.#watch === null;
    const isFinishing = this.#lives >= CALM_LIVES;
    const putsAside = isFresh && this.#runs > 1 && this.#journalFile !== null;
    const situation = { isFresh, putsAside, isTorn: this.#watch?.isTorn === true, isFinishing };
    const life = new Life({
      home,
      random,
      tally,
      fate: planDeath(random, situation, tally.deaths),
      isFinishing,
      victim: { name: this.#name, journalFile: this.#journalFile, ledger: this.#ledger, saboteur },
      run: { log: this.#log, watch: this.#watch },
    });
    const end = await life.live();
    this.#watch ??= life.watch;
    this.#checkDead(end);
  }

  #checkDead({ point, isKill }: LifeEnd): void {
    const { tally, home } = this.#options;
    if (isKill) tally.killed(point);
    const left = processesOf(home);
    if (left.length > 0) tally.breach('process', `processes ${left} outlived their server`);
    if (this.#watch === null) return;
    this.#watch.catchUp();
    this.#watch.commands.checkAnswers();
    this.#checkLedger(this.#watch);
  }

  /** Every attempt that was begun in the world is noted as begun, and none was begun twice. */
  #checkLedger(watch: RunWatch): void {
    const { tally } = this.#options;
    for (const key of readdirSync(this.#ledger)) {
      if (this.#witnessed.has(key)) continue;
      this.#witnessed.add(key);
      const [, run, attempt = ''] = key.split('~');
      if (key.endsWith('~again')) tally.breach('twice', `attempt ${key} was started twice`);
      else if (run === watch.run && !watch.attempts.has(attempt))
        tally.breach('phantom', `attempt ${key} began before it was noted`);
    }
  }

  async #finish(watch: RunWatch): Promise<void> {
    const { tally } = this.#options;
    tally.finished += 1;
    await watch.checkInspection();
    if (this.#runs < RUNS) this.#beginRun();
    else this.#beginTrail();
  }
}
