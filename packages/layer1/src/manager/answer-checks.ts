import { messageOf } from '@autotrail/core';
import { answersToCheck } from '../api/answers-to-check.js';
import type { ApiCallDefinitions } from '../api/api-call-definition.js';
import type { GivenAnswer } from '../api/prompt-calls.js';
import type { Executor } from '../ports/executor.js';
import type { ApiRequest } from '../ports/transport.js';
import type { Trail } from '../trail/trail.js';

/** What actions have said of the answers of one request, by the ids of the prompts: why they do not take them, or `null`. */
export type Verdicts = Map<string, string | null>;

/** What {@link AnswerChecks} works with. */
export interface AnswerChecksParts {
  readonly trail: Trail;
  readonly executor: Pick<Executor, 'check'>;
  readonly definitions: ApiCallDefinitions;
}

/** Has actions look at answers before they are taken. */
export class AnswerChecks {
  readonly #parts: AnswerChecksParts;

  constructor(parts: AnswerChecksParts) {
    this.#parts = parts;
  }

  /**
   * Asks about the answers that a request gives now, and that were not asked about before. Answers a promise where that takes its
   * time; by then it may be other prompts that the request answers, so that it is to be checked again.
   */
  check({ message, wire }: ApiRequest, verdicts: Verdicts): Promise<void> | undefined {
    const { trail, definitions } = this.#parts;
    const given = answersToCheck(message, { trail, definitions, wire });
    const waiting = given.filter(({ prompt }) => !verdicts.has(prompt.id)).flatMap((answer) => this.#ask(answer, verdicts) ?? []);
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => {});
  }

  #ask(answer: GivenAnswer, verdicts: Verdicts): Promise<unknown> | undefined {
    const { n, attempt, prompt, value } = answer;
    const note = (why: string | null): void => void verdicts.set(prompt.id, why);
    try {
      const why = this.#parts.executor.check?.({ n, attempt }, prompt.id, value) ?? null;
      if (why instanceof Promise) return why.then(note, (error) => note(messageOf(error)));
      note(why);
    } catch (error) {
      // It must not throw; that it did is no reason for the server to end.
      note(messageOf(error));
    }
    return undefined;
  }
}

/** The answers that are not taken, and why. */
export function rejectedBy(verdicts: Verdicts): ReadonlyMap<string, string> {
  return new Map([...verdicts].filter((verdict): verdict is [string, string] => verdict[1] !== null));
}
