import type { JsonValue } from '@autotrail/core';
import { show } from '../api/show.js';
import { Deferred } from '../deferred.js';
import { layer1Error } from '../errors.js';
import type { Validated } from '../standard-schema.js';
import { AnswerReader } from './answer-reader.js';
import type { InputSettings } from './input-options.js';

/** Why an answer is not taken that nobody waits for: the trail will hear of that in a moment. */
export const TOO_LATE = 'its action no longer waits for an answer';

/** What a question is told about itself. */
export interface QuestionParts extends InputSettings {
  readonly promptId: string;
  /** Told once, when nothing is waited for any longer; with `true` if that is because nobody wants an answer any longer. */
  readonly onClosed: (isWithdrawn: boolean) => void;
}

/** A prompt that an action waits for. */
export class Question {
  readonly #parts: QuestionParts;
  readonly #answers: AnswerReader;
  readonly #answer = new Deferred<unknown>();
  #isClosed = false;

  constructor(parts: QuestionParts) {
    this.#parts = parts;
    this.#answers = new AnswerReader(parts.schema);
    parts.signal?.addEventListener('abort', this.#withdraw);
  }

  /** What the action gets. */
  get answer(): Promise<unknown> {
    return this.#answer.promise;
  }

  /** Looks at an answer before it is taken. When the question is closed meanwhile, that is let be. */
  check(value: JsonValue): string | null | Promise<string | null> {
    const why = this.#answers.check(value);
    const tooLate = (): string => TOO_LATE;
    return why instanceof Promise ? Promise.race([why, this.#answer.promise.then(tooLate, tooLate)]) : why;
  }

  /** It was answered. */
  take(value: JsonValue): void {
    const read = this.#answers.read(value);
    if (read instanceof Promise) void read.then((came) => this.#settle(value, came));
    else this.#settle(value, read);
  }

  /** It was not answered in time. */
  timeOut(): void {
    this.refuse(layer1Error('AUTOTRAIL_PROMPT_TIMED_OUT', { timeoutMs: this.#parts.terms.timeoutMs ?? 0 }));
  }

  /** There is no answer, and will not be. */
  refuse(error: unknown): void {
    this.#close(false);
    this.#answer.reject(error);
  }

  readonly #withdraw = (): void => {
    this.#close(true);
    this.#answer.reject(this.#parts.signal?.reason);
  };

  #settle(value: JsonValue, read: Validated<unknown>): void {
    const { promptId } = this.#parts;
    if (!read.isValid) {
      return this.refuse(
        layer1Error('AUTOTRAIL_ANSWER_REFUSED', {
          promptId,
          value: show(JSON.stringify(value)),
          why: read.why.replace(/\.$/, ''),
        }),
      );
    }
    this.#close(false);
    this.#answer.resolve(read.output);
  }

  #close(isWithdrawn: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.signal?.removeEventListener('abort', this.#withdraw);
    this.#parts.onClosed(isWithdrawn);
  }
}
