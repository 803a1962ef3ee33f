import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, connect } from '@autotrail/core/socket';
import { chooseCall, type Mood, type SeenStep, start } from '../kill/choose-call.js';
import type { CommandLog, SentCommand } from '../kill/command-log.js';
import type { Random } from '../support/random.js';
import { unlessGone } from '../support/unless-gone.js';

/** Operators at a time. */
const OPERATORS = 4;
/** Time between an answer and the next request of an operator, in milliseconds. */
const PAUSE_MS = 4;
/** Calls after which operators only want the trail to come to its end. */
const CALLS_IN_MOOD = 150;

/** What operators work with. */
export interface PacedOptions {
  readonly socketFile: string;
  readonly log: CommandLog;
  readonly random: Random;
}

/** Operators who think before they ask, until their trail is finished or their server is gone. */
export class PacedOperators {
  readonly #options: PacedOptions;
  #seen: readonly SeenStep[] = [];
  #isOver = false;
  #calls = 0;

  constructor(options: PacedOptions) {
    this.#options = options;
  }

  /** Resolves when all have left. */
  async work(): Promise<void> {
    await Promise.all(Array.from({ length: OPERATORS }, (_, k) => this.#operator(`operator-${k}`)));
  }

  /** The trail is finished: whoever has his answer leaves. */
  leave(): void {
    this.#isOver = true;
  }

  async #operator(actor: string): Promise<void> {
    const connection = await unlessGone(connect(this.#options.socketFile));
    if (connection === null) return;
    for (let isFirst = true; !this.#isOver; isFirst = false) {
      if (!(await this.#call(connection, actor, isFirst))) break;
      await pause(PAUSE_MS);
    }
    await connection.close();
  }

  async #call(connection: Connection, actor: string, isFirst: boolean): Promise<boolean> {
    const { log, random } = this.#options;
    this.#calls += 1;
    const choice = { random, mood: this.#mood, seen: this.#seen, count: log.size, now: Date.now() };
    const { name, fields } = isFirst ? start() : chooseCall(choice);
    if (name !== 'status') return give(connection, log, { name, fields: { ...fields, dry_run: false, actor } });
    const answer = await unlessGone(connection.request('status', fields));
    if (answer?.error === null) this.#seen = answer.result as unknown as readonly SeenStep[];
    return answer !== null;
  }

  get #mood(): Mood {
    return this.#calls > CALLS_IN_MOOD ? 'finishing' : 'brisk';
  }
}

/** Has a server end in order. */
export async function shutDown(socketFile: string, log: CommandLog): Promise<void> {
  const connection = await unlessGone(connect(socketFile));
  if (connection === null) return;
  await give(connection, log, { name: 'shutdown', fields: { dry_run: false, actor: 'operator-last' } });
  await connection.close();
}

/** Gives a command. Answers whether it was answered. */
async function give(
  connection: Connection,
  log: CommandLog,
  { name, fields }: Pick<SentCommand, 'name' | 'fields'>,
): Promise<boolean> {
  const sent = log.send(name, fields);
  const answer = await unlessGone(connection.request(name, { ...fields, request_id: sent.requestId }));
  if (answer !== null) log.answer(sent, answer);
  return answer !== null;
}
