import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect } from '@autotrail/core/socket';
import { CommandLog } from '../kill/command-log.js';
import { checkRestarted } from '../kill/restart-checks.js';
import { RunWatch } from '../kill/run-watch.js';
import type { Tally } from '../kill/tally.js';
import { processesOf } from '../support/leftovers.js';
import type { Random } from '../support/random.js';
import { unlessGone } from '../support/unless-gone.js';
import { PacedOperators, shutDown } from './paced-operators.js';
import { SlowClients } from './slow-clients.js';
import type { SoakReady, SoakSample } from './soak-messages.js';
import { SoakProcess } from './soak-process.js';

/** What a host is made of. */
export interface SoakHostParts {
  /** The built file of the server. */
  readonly main: string;
  /** An empty folder of its own. */
  readonly home: string;
  readonly random: Random;
  readonly tally: Tally;
  /** How long a server lives before it is killed, in milliseconds; `null`: it is not. */
  readonly killAfterMs: number | null;
  /** Aborted when it is over. */
  readonly over: AbortSignal;
}

/** What a server was when it was asked. */
export type TimedSample = SoakSample & { readonly at: number };

/** Servers on the same files, one after the other, each with one trail after the other; with operators and slow clients. */
export class SoakHost {
  readonly samples: TimedSample[] = [];
  kills = 0;
  /** Connections of slow clients. */
  slow = 0;
  readonly #parts: SoakHostParts;
  #trail = 0;
  #log = new CommandLog('');
  #watch: RunWatch | null = null;
  /** The folder of the trail before. */
  #old: string | null = null;

  constructor(parts: SoakHostParts) {
    this.#parts = parts;
    mkdirSync(this.#ledger);
  }

  /** Resolves when it is over, and the last server is gone. */
  async run(): Promise<void> {
    while (!this.#parts.over.aborted) await this.#live();
    this.#count();
  }

  get #ledger(): string {
    return join(this.#parts.home, 'ledger');
  }

  get #socketFile(): string {
    return join(this.#parts.home, 's');
  }

  async #live(): Promise<void> {
    const { main, home, tally, killAfterMs, over } = this.#parts;
    const server = new SoakProcess(main, { socketFile: this.#socketFile, ledger: this.#ledger, first: this.#trail }, home);
    const kill = (): void => server.kill();
    over.addEventListener('abort', kill);
    const timer = killAfterMs === null ? undefined : setTimeout(kill, killAfterMs);
    for (let told = await server.next(); told !== null; told = await server.next()) {
      if (told.type === 'sample') this.samples.push({ ...told, at: performance.now() });
      else if (told.type === 'ready') await this.#serve(told, server);
    }
    clearTimeout(timer);
    over.removeEventListener('abort', kill);
    const { signal, code, stderr } = await server.death;
    if (signal === 'SIGKILL') this.kills += 1;
    else tally.breach('process', `a server ended with code ${code}, signal ${signal}: ${stderr}`);
    const left = processesOf(home);
    if (left.length > 0) tally.breach('process', `processes ${left} outlived their server`);
    this.#checkKept();
    // Killed between the end of its trail and telling of it: the next server would begin that trail anew.
    if (this.#watch?.trail?.isFinished === true) await this.#finish();
  }

  async #serve(ready: SoakReady, server: SoakProcess): Promise<void> {
    this.#expect(ready);
    const { random } = this.#parts;
    const operators = new PacedOperators({ socketFile: this.#socketFile, log: this.#log, random });
    if (!(await this.#check())) return;
    const slow = new SlowClients(this.#socketFile, random);
    // Either it is finished, or the server is gone.
    const finished = server.next().finally(() => operators.leave());
    await operators.work();
    const isFinished = (await finished) !== null;
    this.slow += slow.count;
    await slow[Symbol.asyncDispose]();
    if (!isFinished) return;
    await shutDown(this.#socketFile, this.#log);
    this.#checkKept();
    await this.#finish();
  }

  /** Takes note of the run that a server has told it serves. */
  #expect({ journalFile, trail, resumed, context }: SoakReady): void {
    const { tally } = this.#parts;
    if (this.#watch === null) {
      tally.trails += 1;
      this.#log = new CommandLog(`trail-${trail}`);
      this.#watch = new RunWatch(journalFile, this.#log, tally);
    } else if (!resumed || context.ended < this.#watch.contextEnded) {
      tally.breach('lost', `${this.#watch.file} was not gone on with, or only from ${context.ended} on`);
    }
  }

  async #check(): Promise<boolean> {
    const { random, tally } = this.#parts;
    const connection = await unlessGone(connect(this.#socketFile));
    if (connection === null || this.#watch === null) return false;
    tally.restarts += 1;
    await checkRestarted({ connection, watch: this.#watch, log: this.#log, random, tally });
    await connection.close();
    return true;
  }

  /** Compares what is left of a finished trail, and throws it away: the next trail begins. */
  async #finish(): Promise<void> {
    await this.#watch?.checkInspection();
    this.#parts.tally.finished += 1;
    this.#count();
    const folder = this.#watch === null ? null : dirname(dirname(this.#watch.file));
    this.#watch = null;
    this.#trail += 1;
    for (const file of readdirSync(this.#ledger)) rmSync(join(this.#ledger, file));
    // Not that of the trail that was served last: its server may be about to let go of it.
    if (this.#old !== null) rmSync(this.#old, { recursive: true, force: true });
    this.#old = folder;
  }

  #count(): void {
    const { tally } = this.#parts;
    tally.acknowledged += this.#log.with('acknowledged').length;
    tally.refused += this.#log.with('refused').length;
    tally.unanswered += this.#log.with('unanswered').length;
    this.#log = new CommandLog('');
  }

  /** What clients were told is in the journal, and every attempt that was made is noted there. */
  #checkKept(): void {
    const { tally } = this.#parts;
    const before = this.#watch;
    if (before === null) return;
    before.catchUp();
    before.commands.checkAnswers();
    for (const key of readdirSync(this.#ledger)) {
      const attempt = key.split('~')[2] ?? '';
      if (!before.attempts.has(attempt)) tally.breach('phantom', `attempt ${key} began before it was noted`);
    }
  }
}
