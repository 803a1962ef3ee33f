import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StepState } from '@autotrail/layer1';
import { TrailClient } from '@autotrail/layer2';
import { unlessGone } from '../support/unless-gone.js';
import { numbersOf } from './chronicle.js';
import { interruptTree } from './interrupt-tree.js';
import { identityOf, markedProcesses } from './marked-processes.js';
import { checkRestarted } from './restart-checks.js';
import type { Saboteur } from './saboteurs.js';
import { BRIEF_MS, SHAPES } from './shapes.js';
import type { ServedRun, TreeRun } from './tree-run.js';
import { TreeServer } from './tree-server.js';

/** How a server is to end: so many milliseconds after all trees are there, or after it was started or answered, or in order. */
export interface Fate {
  readonly since: 'spawn' | 'ready' | 'settled' | 'shutdown';
  readonly afterMs: number;
  /** Whether its launcher is killed with it. */
  readonly withLauncher: boolean;
}

/** What a life is made of. */
export interface TreeLifeParts {
  readonly run: TreeRun;
  readonly fate: Fate;
  /** The steps whose attempts are interrupted, once each. */
  readonly interrupts: readonly number[];
  /** Bytes of a flood that is heard to its end; `null`: of none in this life. */
  readonly floodBytes: number | null;
  readonly saboteur: Saboteur | null;
  /** Who was alive when the server before was killed; `null` if there was none. */
  readonly before: ReadonlySet<string> | null;
}

/** The latest moment of an interrupt, in milliseconds after all of its tree was there. */
const LATEST_INTERRUPT_MS = 200;
/** The same of one that ends by itself in about a second, or has already. */
const LATEST_HEADLESS_MS = 1_500;
/** Of so many brief trees one is interrupted when it has ended, and one at once. */
const BRIEF_CYCLE = 4;
/** After this time, in milliseconds, a server or an attempt is taken for stuck; a flood may take longer, by the byte. */
const STUCK_MS = 180_000;
const STUCK_MS_PER_BYTE = 1 / 1_000;
/** Bytes of a flood that is interrupted or killed: a server that starts reads again all that was kept of them. */
const CUT_FLOOD_BYTES = 16 * 1_048_576;

/** States out of which a step is resumed. */
const HELD: ReadonlySet<StepState> = new Set([StepState.Interrupted, StepState.PausedOnFail]);

/** One life of a server of trees: from its start to its end. */
export class TreeLife {
  readonly #parts: TreeLifeParts;
  readonly #server: TreeServer;
  readonly #socketFile: string;
  /** Who was alive when it was killed. */
  #alive: ReadonlySet<string> = new Set();
  #isServing = false;

  constructor(parts: TreeLifeParts) {
    const { run, floodBytes, saboteur } = parts;
    const { home, ledger } = run;
    this.#parts = parts;
    this.#socketFile = join(home, 's');
    const options = { name: 'trees', socketFile: this.#socketFile, journalFile: join(home, 'journal') };
    const flood = { floodBytes: floodBytes ?? CUT_FLOOD_BYTES };
    this.#server = new TreeServer({ ...options, ...flood, ledger: ledger.folder, saboteur }, home);
  }

  /** Answers who was alive when it was killed; `null` if it was shut down. */
  async live(): Promise<ReadonlySet<string> | null> {
    const { fate, floodBytes } = this.#parts;
    const stuck = setTimeout(() => this.#killStuck(), STUCK_MS + (floodBytes ?? 0) * STUCK_MS_PER_BYTE);
    const early = this.#killAt('spawn');
    const ready = await this.#server.ready;
    const late = ready === null ? undefined : this.#killAt('ready');
    if (ready !== null) await this.#serve();
    await this.#judgeEnd();
    for (const timer of [stuck, early, late]) clearTimeout(timer);
    return fate.since === 'shutdown' ? null : this.#alive;
  }

  #killAt(since: Fate['since']): NodeJS.Timeout | undefined {
    const { fate } = this.#parts;
    return fate.since === since ? setTimeout(() => this.#kill(), fate.afterMs) : undefined;
  }

  #kill(): void {
    const { run, fate } = this.#parts;
    const living = markedProcesses(run.home);
    this.#server.kill(fate.withLauncher);
    this.#alive = new Set(living.map(identityOf));
    for (const [n, { processes }] of SHAPES.entries()) {
      const newest = `${n}.${run.chronicle.trail?.record(n).attempt ?? 0}`;
      if (living.filter(({ attempt }) => attempt === newest).length >= processes) run.tally.of(n).aliveAtKill += 1;
    }
    if (fate.withLauncher) run.tally.launcherKills += 1;
    if (!this.#isServing) run.tally.earlyKills += 1;
  }

  #killStuck(): void {
    const { chronicle, tally } = this.#parts.run;
    tally.breach('stuck', `a server was stuck at ${chronicle.revision}: ${JSON.stringify(this.#parts.fate)}`);
    this.#server.kill(true);
  }

  async #serve(): Promise<void> {
    const { run, before, fate } = this.#parts;
    this.#isServing = true;
    const client = new TrailClient(this.#socketFile);
    const served = { ...run, client };
    await run.chronicle.follow(client);
    const restarted = before === null ? undefined : checkRestarted(served, before);
    if (before === null) await unlessGone(client.start());
    await Promise.all([restarted, ...SHAPES.map((_, n) => this.#grow(served, n))]);
    if (fate.since === 'shutdown') await unlessGone(client.shutdown());
    if (fate.since === 'settled') {
      await sleep(fate.afterMs);
      this.#kill();
    }
    await this.#server.ended;
    await client.close();
  }

  /** Has the tree of a step grow; where it is one of those to be interrupted, does that, and has it grow again. */
  async #grow(run: ServedRun, n: number): Promise<void> {
    const { interrupts, floodBytes } = this.#parts;
    let attempt = await this.#grown(run, n);
    if (attempt !== null && interrupts.includes(n)) {
      await this.#waitForMoment(run, attempt);
      await interruptTree(run, attempt);
      attempt = await this.#grown(run, n);
    }
    if (floodBytes !== null && attempt !== null && SHAPES[n]?.name === 'floods') await this.#hearOut(run, attempt);
  }

  /** Resolves with the attempt whose tree is there; `null` if the server is gone before. */
  async #grown({ client, chronicle, ledger }: ServedRun, n: number): Promise<string | null> {
    const { state = StepState.Ready, attempt: past = 0 } = chronicle.trail?.record(n) ?? {};
    if (HELD.has(state)) await unlessGone(client.resume({ n }));
    const isBegun = (): boolean => {
      const record = chronicle.trail?.record(n);
      return record !== undefined && (record.state === StepState.Running || record.attempt > past);
    };
    if (!(await chronicle.until(isBegun))) return null;
    const attempt = `${n}.${chronicle.trail?.record(n).attempt}`;
    const isLeft = chronicle.until(() => chronicle.closures.has(attempt));
    return Promise.race([ledger.ready(attempt).then(() => attempt), isLeft.then((isClosed) => (isClosed ? attempt : null))]);
  }

  async #waitForMoment({ chronicle, random, tally }: ServedRun, attempt: string): Promise<void> {
    const [n] = numbersOf(attempt);
    const { isBrief = false, isHeadless = false } = SHAPES[n] ?? {};
    const latest = isHeadless && random.chance(0.5) ? LATEST_HEADLESS_MS : LATEST_INTERRUPT_MS;
    if (!isBrief) return sleep(random.below(latest));
    const { interrupted, finishedFirst } = tally.of(n);
    const turn = (interrupted + finishedFirst) % BRIEF_CYCLE;
    if (turn === 0) await chronicle.until(() => chronicle.isOver(attempt));
    else if (turn > 1) await sleep(random.below(BRIEF_MS));
  }

  async #hearOut({ chronicle, ledger, tally }: ServedRun, attempt: string): Promise<void> {
    const begin = performance.now();
    await Promise.race([ledger.done(attempt), chronicle.until(() => chronicle.closures.has(attempt))]);
    if (chronicle.closures.has(attempt)) return;
    tally.floods += 1;
    tally.floodMs = Math.round(performance.now() - begin);
  }

  async #judgeEnd(): Promise<void> {
    const { fate, run } = this.#parts;
    const { code, signal, stderr } = await this.#server.ended;
    const isAsPlanned = fate.since === 'shutdown' ? code === 0 : signal === 'SIGKILL';
    if (!isAsPlanned) run.tally.breach('stuck', `a server ended with code ${code}, signal ${signal}: ${stderr}`);
    for (const attempt of run.ledger.startedAgain()) run.tally.breach('twice', `attempt ${attempt} was started twice`);
    if (fate.since === 'shutdown') run.tally.shutdowns += 1;
    else run.tally.kills += 1;
  }
}
