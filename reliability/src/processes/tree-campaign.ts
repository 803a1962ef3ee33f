import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectJournal, systemDisk } from '@autotrail/layer2';
import { processesOf } from '../support/leftovers.js';
import type { Random } from '../support/random.js';
import { Chronicle } from './chronicle.js';
import { identitiesOf } from './judge-survivors.js';
import { Ledger } from './ledger.js';
import { identityOf, markedProcesses, shown } from './marked-processes.js';
import { checkLedger } from './restart-checks.js';
import type { Saboteur } from './saboteurs.js';
import { SHAPES } from './shapes.js';
import type { Tally } from './tally.js';
import { type Fate, TreeLife } from './tree-life.js';
import type { TreeRun } from './tree-run.js';
import { killProcess } from './tree-server.js';

/** What is done with trees. */
export interface TreeCampaignOptions {
  readonly random: Random;
  readonly tally: Tally;
  /** How many interrupts and kills there are to be. */
  readonly interrupts: number;
  readonly kills: number;
  readonly floodBytes: number;
  readonly saboteur: Saboteur | null;
  /** Asked before each life. */
  readonly isOver: () => boolean;
}

/** Servers of a run, one after the other: the last one is shut down. */
const LIVES = 8;
/** How many of the kills are while the server starts, and how many at moments of whatever it does. */
const EARLY = 0.1;
const AT_WORK = 0.25;
/** The latest moments, in milliseconds: after it was started, after it answered clients, and after all trees were there. */
const LATEST_EARLY_MS = 600;
const LATEST_AT_WORK_MS = 1_000;
const LATEST_SETTLED_MS = 50;

/** Grows trees of processes under a server, interrupts them, kills the server, and looks whether the next one knows of all of them. */
export class TreeCampaign {
  readonly #options: TreeCampaignOptions;
  /** The step whose turn it is to be interrupted. */
  #next = 0;
  #hasHeardFlood = false;

  constructor(options: TreeCampaignOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    while (!this.#options.isOver()) await this.#run();
  }

  /** One run of the trail, in a home of its own. What is left of a breach is kept to be looked at; no process is. */
  async #run(): Promise<void> {
    const { tally, random, saboteur } = this.#options;
    const home = mkdtempSync(join(tmpdir(), 'autotrail-trees-'));
    const breaches = tally.breaches.length;
    const ledger = new Ledger(join(home, 'ledger'));
    const run: TreeRun = { home, ledger, chronicle: new Chronicle(tally), random, tally };
    try {
      let before: ReadonlySet<string> | null = null;
      for (let life = 1; life <= LIVES && tally.breaches.length === breaches; life++) {
        const isLast = life === LIVES || this.#options.isOver();
        before = await this.#live(run, this.#fateOf(life, isLast), before);
        if (isLast) break;
      }
      if (tally.breaches.length === breaches) await checkShutDown(run);
    } finally {
      ledger.close();
      endAll(home);
    }
    const found = tally.breaches.slice(breaches);
    if (found.length === 0 || saboteur !== null) rmSync(home, { recursive: true, force: true });
    else writeFileSync(join(home, 'breaches'), found.join('\n'));
  }

  async #live(run: TreeRun, fate: Fate, before: ReadonlySet<string> | null): Promise<ReadonlySet<string> | null> {
    const { saboteur } = this.#options;
    const floodBytes = this.#hasHeardFlood ? null : this.#options.floodBytes;
    this.#hasHeardFlood = true;
    return new TreeLife({ run, fate, before, interrupts: this.#choose(), floodBytes, saboteur }).live();
  }

  /** Each step in turn, as many as are needed to come to all interrupts with the last kill. */
  #choose(): readonly number[] {
    const { tally, interrupts, kills } = this.#options;
    const each = Math.ceil((interrupts - tally.interrupts) / Math.max(1, kills - tally.kills));
    const count = Math.max(0, Math.min(each, SHAPES.length));
    const chosen = Array.from({ length: count }, (_, k) => (this.#next + k) % SHAPES.length);
    this.#next += count;
    return chosen;
  }

  #fateOf(life: number, isLast: boolean): Fate {
    const { random, tally } = this.#options;
    // Every other launcher is left to end what it has started.
    const withLauncher = tally.kills % 2 === 1;
    if (isLast) return { since: 'shutdown', afterMs: 0, withLauncher };
    // The first one tells what the run is.
    if (life > 1 && random.chance(EARLY)) return { since: 'spawn', afterMs: random.below(LATEST_EARLY_MS), withLauncher };
    if (life > 1 && random.chance(AT_WORK)) return { since: 'ready', afterMs: random.below(LATEST_AT_WORK_MS), withLauncher };
    return { since: 'settled', afterMs: random.below(LATEST_SETTLED_MS), withLauncher };
  }
}

/** A server that was shut down has ended all of its trees, and its journal lists who has left them. */
async function checkShutDown(run: TreeRun): Promise<void> {
  const { home, chronicle, tally } = run;
  // What happened last, nobody was told.
  await inspectJournal(systemDisk, join(home, 'journal'), (record) => chronicle.take(record));
  const { trail } = chronicle;
  const listed = identitiesOf(trail?.steps.flatMap(({ n }) => trail.record(n).survivors) ?? []);
  for (const each of markedProcesses(home)) {
    tally.judged += 1;
    if (listed.has(identityOf(each))) tally.listed += 1;
    else tally.breach('orphan', `${shown(each)} is alive after the shutdown, and not in the journal`);
  }
  checkLedger(run);
}

/** Ends all that was started, also what starts others meanwhile. */
function endAll(home: string): void {
  for (let left = processesOf(home); left.length > 0; left = processesOf(home)) for (const pid of left) killProcess(pid);
}
