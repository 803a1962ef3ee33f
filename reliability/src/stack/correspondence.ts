import type { ControlResult } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import { codeOf, Ledger } from './ledger.js';
import type { Life } from './life.js';
import { type Command, drawCommand } from './operator.js';
import type { Tally } from './tally.js';

/** A command that was sent, maybe several times. */
interface Letter {
  readonly requestId: string;
  readonly name: string;
  readonly command: Command;
  /** What it was answered when it took effect, by the run. */
  readonly answers: Map<string, string>;
}

/** What operators send, and what they are answered: they do not wait for it, and send again what was not answered. */
export class Correspondence {
  readonly ledger = new Ledger();
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #note: (what: string) => void;
  readonly #letters: Letter[] = [];
  /** Those that wait for an answer, by the server. */
  readonly #waiting = new Map<Life, Set<string>>();

  constructor(random: Random, tally: Tally, note: (what: string) => void) {
    this.#random = random;
    this.#tally = tally;
    this.#note = note;
  }

  send(to: Life): void {
    const letter = { requestId: `r${this.#letters.length}`, ...drawCommand(this.#random), answers: new Map<string, string>() };
    this.#letters.push(letter);
    this.#post(to, letter);
  }

  /** Sends something once more, whatever became of it. */
  retry(to: Life): void {
    const letter = this.#random.pick(this.#letters);
    if (letter === undefined) return;
    this.#tally.add('command retried');
    this.#post(to, letter);
  }

  /** Notes it as a breach if a server has left something unanswered. */
  expectAnswers(of: Life): void {
    for (const name of this.#waiting.get(of) ?? []) this.ledger.breaches.push(`${name} was never answered`);
  }

  #post(to: Life, letter: Letter): void {
    const waiting = this.#waiting.get(to) ?? new Set();
    this.#waiting.set(to, waiting);
    const name = `${letter.requestId} ${letter.name}`;
    waiting.add(name);
    const send = async (requestId: string): Promise<ControlResult> => {
      try {
        const result = await letter.command(to.client, requestId);
        this.#hear(letter, result, to.transport.run);
        return result;
      } catch (error) {
        this.#note(`${name}: ${codeOf(error)}`);
        throw error;
      }
    };
    void this.ledger.command(send, letter.requestId).then(() => waiting.delete(name));
  }

  #hear({ requestId, name, answers }: Letter, result: ControlResult, run: string): void {
    const answer = JSON.stringify(result);
    this.#note(`${requestId} ${name}: ${answer}`);
    const before = answers.get(run) ?? answer;
    if (before !== answer) this.ledger.breaches.push(`${requestId} was answered ${before}, and then ${answer}`);
    if (result.affected.length > 0) answers.set(run, answer);
  }
}
