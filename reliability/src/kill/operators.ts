import { type Connection, connect } from '@autotrail/core/socket';
import type { Random } from '../support/random.js';
import { unlessGone } from '../support/unless-gone.js';
import { chooseCall, type Mood, type SeenStep, start } from './choose-call.js';
import type { CommandLog, SentCommand } from './command-log.js';

/** Clients at a time, and the commands that each has under way. */
const CLIENTS = 8;
const OUTSTANDING = 4;

/** What operators work with. */
export interface OperatorsOptions {
  readonly socketFile: string;
  readonly log: CommandLog;
  readonly random: Random;
  readonly mood: Mood;
  /** Told after every answer how many there were. */
  readonly onAnswer: (answers: number) => void;
}

/** Eight clients that give one command after the other, four at a time each, until their server is gone. */
export class Operators {
  readonly #options: OperatorsOptions;
  #seen: readonly SeenStep[] = [];
  #answers = 0;

  constructor(options: OperatorsOptions) {
    this.#options = options;
  }

  /** Resolves when the server has answered none of them any more. */
  async work(): Promise<void> {
    await Promise.all(Array.from({ length: CLIENTS }, (_, k) => this.#client(`operator-${k}`)));
  }

  async #client(actor: string): Promise<void> {
    const connection = await unlessGone(connect(this.#options.socketFile));
    if (connection === null) return;
    await Promise.all(Array.from({ length: OUTSTANDING }, () => this.#slot(connection, actor)));
    await connection.close();
  }

  async #slot(connection: Connection, actor: string): Promise<void> {
    const { log, random, mood } = this.#options;
    for (let isFirst = true; ; isFirst = false) {
      const { name, fields } = isFirst
        ? start()
        : chooseCall({ random, mood, seen: this.#seen, count: log.size, now: Date.now() });
      const isAnswered =
        name === 'status'
          ? await this.#look(connection, fields)
          : await this.#command(connection, log.send(name, { ...fields, dry_run: false, actor }));
      if (!isAnswered) return;
      this.#answers += 1;
      this.#options.onAnswer(this.#answers);
    }
  }

  async #look(connection: Connection, fields: SentCommand['fields']): Promise<boolean> {
    const answer = await unlessGone(connection.request('status', fields));
    if (answer?.error === null) this.#seen = answer.result as unknown as readonly SeenStep[];
    return answer !== null;
  }

  async #command(connection: Connection, sent: SentCommand): Promise<boolean> {
    const answer = await unlessGone(connection.request(sent.name, { ...sent.fields, request_id: sent.requestId }));
    if (answer !== null) this.#options.log.answer(sent, answer);
    return answer !== null;
  }
}
