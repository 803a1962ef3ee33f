import { join } from 'node:path';
import { connect } from '@autotrail/core/socket';
import type { Random } from '../support/random.js';
import { unlessGone } from '../support/unless-gone.js';
import type { Mood } from './choose-call.js';
import type { CommandLog, SentCommand } from './command-log.js';
import { Operators } from './operators.js';
import type { Fate } from './plan-death.js';
import { checkRestarted } from './restart-checks.js';
import { RunWatch } from './run-watch.js';
import type { Tally } from './tally.js';
import { type Death, type VictimOptions, VictimProcess, type VictimReady } from './victim-process.js';

/** What a life is made of. */
export interface LifeParts {
  readonly home: string;
  readonly random: Random;
  readonly tally: Tally;
  readonly fate: Fate;
  /** Whether its clients try to finish the trail. */
  readonly isFinishing: boolean;
  readonly victim: Pick<VictimOptions, 'name' | 'journalFile' | 'ledger' | 'saboteur'>;
  /** The run that it goes on with; without a watch nothing is known of it yet. */
  readonly run: { readonly log: CommandLog; readonly watch: RunWatch | null };
}

/** How a life has ended. */
export interface LifeEnd {
  readonly point: string | null;
  /** Whether it was killed, and not shut down. */
  readonly isKill: boolean;
}

/** Answers after which a server that does not come to its point is killed, beyond those that it was to give first. */
const PATIENCE = 250;
/** Answers before a shutdown, at most. */
const MOST_BEFORE_SHUTDOWN = 150;
/** After this time, in milliseconds, a server that neither answers nor dies is taken for stuck. */
const STUCK_MS = 20_000;

/** One life of a victim: from its start to its death. */
export class Life {
  /** The run's journal, once it is known. */
  watch: RunWatch | null;
  readonly #parts: LifeParts;
  readonly #victim: VictimProcess;
  readonly #socketFile: string;
  #isOutOfPatience = false;
  /** Commands that it left unanswered. */
  #inFlight = 0;

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.watch = parts.run.watch;
    this.#socketFile = join(parts.home, 's');
    const { fate, home, victim } = parts;
    const plan = fate.type === 'point' ? fate.plan : null;
    this.#victim = new VictimProcess({ ...victim, socketFile: this.#socketFile, deathFile: join(home, 'death'), plan }, home);
  }

  async live(): Promise<LifeEnd> {
    const { fate } = this.#parts;
    const stuck = setTimeout(() => this.#kill(`a server was stuck: ${JSON.stringify(fate)}`), STUCK_MS);
    const early = this.#killAt('spawn');
    const ready = await this.#victim.ready;
    const late = ready === null ? undefined : this.#killAt('ready');
    if (ready !== null) await this.#serve(ready);
    const death = await this.#victim.death;
    for (const timer of [stuck, early, late]) clearTimeout(timer);
    return this.#judge(death);
  }

  #killAt(since: 'spawn' | 'ready'): NodeJS.Timeout | undefined {
    const { fate } = this.#parts;
    if (fate.type !== 'moment' || fate.since !== since) return undefined;
    return setTimeout(() => this.#victim.kill(), fate.afterMs);
  }

  #kill(breach: string): void {
    this.#parts.tally.breach('process', breach);
    this.#victim.kill();
  }

  async #serve(ready: VictimReady): Promise<void> {
    const { run, tally } = this.#parts;
    const isKnown = this.watch !== null;
    if (isKnown && !ready.resumed) tally.breach('lost', `${this.watch?.file} was not gone on with`);
    this.watch ??= new RunWatch(ready.journalFile, run.log, tally);
    if (ready.resumed && ready.context.ended < this.watch.contextEnded)
      tally.breach('lost', `the context counts ${ready.context.ended}, after ${this.watch.contextEnded}`);
    await this.#check(this.watch);
    const before = counted(run.log);
    await this.#work();
    const after = counted(run.log);
    tally.acknowledged += after.acknowledged - before.acknowledged;
    tally.refused += after.refused - before.refused;
    this.#inFlight = after.unanswered - before.unanswered;
    tally.unanswered += this.#inFlight;
  }

  async #check(watch: RunWatch): Promise<void> {
    const { run, random, tally } = this.#parts;
    const connection = await unlessGone(connect(this.#socketFile));
    if (connection === null) return;
    tally.restarts += 1;
    await checkRestarted({ connection, watch, log: run.log, random, tally });
    await connection.close();
  }

  async #work(): Promise<void> {
    const { run, random, fate } = this.#parts;
    const last = isShutDown(fate) ? 1 + random.below(MOST_BEFORE_SHUTDOWN) : null;
    const most = fate.type === 'point' ? fate.plan.afterRequests + PATIENCE : Number.POSITIVE_INFINITY;
    const onAnswer = (answers: number): void => {
      if (answers === last) void this.#shutDown();
      if (answers < most || last !== null || this.#isOutOfPatience) return;
      this.#isOutOfPatience = true;
      this.#victim.kill();
    };
    const operators = new Operators({ socketFile: this.#socketFile, log: run.log, random, mood: this.#mood(), onAnswer });
    await operators.work();
  }

  #mood(): Mood {
    const { fate, isFinishing } = this.#parts;
    if (isFinishing) return 'finishing';
    return fate.type === 'point' && /^(executor|output):/.test(fate.plan.point) ? 'brisk' : 'calm';
  }

  async #shutDown(): Promise<void> {
    const { log } = this.#parts.run;
    const connection = await unlessGone(connect(this.#socketFile));
    const sent = log.send('shutdown', { dry_run: false, actor: 'operator-last' });
    const asked = connection?.request('shutdown', { ...sent.fields, request_id: sent.requestId });
    const answer = asked === undefined ? null : await unlessGone(asked);
    if (answer !== null) log.answer(sent, answer);
    await connection?.close();
  }

  #judge({ signal, code, point, stderr }: Death): LifeEnd {
    const { tally, fate } = this.#parts;
    const isKill = signal === 'SIGKILL';
    if (isKill && this.#inFlight > 0) tally.killsInFlight += 1;
    const wasShutDown = !isKill && code === 0 && isShutDown(fate);
    if (wasShutDown) tally.shutdowns += 1;
    else if (!isKill) tally.breach('process', `a server ended with code ${code}, signal ${signal}: ${stderr}`);
    return { point, isKill };
  }
}

function isShutDown(fate: Fate): boolean {
  return fate.type === 'shutdown' || (fate.type === 'point' && fate.phase === 'shutdown');
}

function counted(log: CommandLog): Readonly<Record<SentCommand['outcome'], number>> {
  const [acknowledged, refused, unanswered] = (['acknowledged', 'refused', 'unanswered'] as const).map(
    (of) => log.with(of).length,
  );
  return { acknowledged, refused, unanswered } as Record<SentCommand['outcome'], number>;
}
