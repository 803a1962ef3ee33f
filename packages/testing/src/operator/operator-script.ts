import type { JsonValue, Tags } from '@autotrail/core';
import { type OpenPrompt, StepState, type StepStatus } from '@autotrail/layer1';
import { isMeant, type WhichSteps } from '../which-steps.js';
import type { HeldStep } from './held-step.js';

/**
 * What a script answers: a value; several values, given one after the other and then no more; or a function of the prompt. A value that
 * is an array itself is answered by a function.
 */
export type ScriptedAnswer =
  | Exclude<JsonValue, readonly JsonValue[]>
  | readonly JsonValue[]
  | ((prompt: OpenPrompt, step: StepStatus) => JsonValue | PromiseLike<JsonValue>);

/** Decides what becomes of a held step, and answers when that is done. */
export type Decision = (step: HeldStep) => unknown;

interface Answers {
  readonly next: () => ScriptedAnswer | undefined;
  /** Whether something of it was not asked for so far. */
  readonly isUnused: () => boolean;
}

interface AnswerRule extends Answers {
  readonly which: WhichSteps;
}

interface DecisionRule {
  readonly which: WhichSteps;
  readonly state: StepState;
  readonly decide: Decision;
}

/** What an operator does when a trail waits for them: rules, of which the first one that fits counts. */
export class OperatorScript {
  readonly #answers: AnswerRule[] = [];
  readonly #decisions: DecisionRule[] = [];

  /**
   * Answers prompts of steps, by name or tags.
   *
   * @example
   * script.answer('check', true).answer({ phase: 'deploy' }, ({ message }) => message === 'Which host?' ? 'db-1' : true);
   */
  answer(which: WhichSteps, answer: ScriptedAnswer): this {
    this.#answers.push({ which, ...(Array.isArray(answer) ? oneByOne(answer) : always(answer)) });
    return this;
  }

  /** Decides what becomes of steps that are paused due to failure. @example script.onFailure('deploy', (step) => step.skip()) */
  onFailure(which: WhichSteps, decide: Decision): this {
    return this.#on(StepState.PausedOnFail, which, decide);
  }

  /** Decides what becomes of steps that are Paused. */
  onHold(which: WhichSteps, decide: Decision): this {
    return this.#on(StepState.Paused, which, decide);
  }

  /** Decides what becomes of steps that are Interrupted. */
  onInterrupted(which: WhichSteps, decide: Decision): this {
    return this.#on(StepState.Interrupted, which, decide);
  }

  /** What the script answers a step that has asked something; `undefined`: nothing. Values of a list are used up by it. */
  answerTo(tags: Tags): ScriptedAnswer | undefined {
    for (const { which, next } of this.#answers) {
      const answer = isMeant(which, tags) ? next() : undefined;
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** What the script decides about a step in that state; `undefined`: nothing. */
  decisionOn(tags: Tags, state: StepState): Decision | undefined {
    return this.#decisions.find((rule) => rule.state === state && isMeant(rule.which, tags))?.decide;
  }

  /** Which steps the rules are about. */
  get named(): readonly WhichSteps[] {
    return [...this.#answers, ...this.#decisions].map(({ which }) => which);
  }

  /** Which steps were to be answered, and have not asked so far; or not as often as there are values in the list. */
  get unusedAnswers(): readonly WhichSteps[] {
    return this.#answers.filter(({ isUnused }) => isUnused()).map(({ which }) => which);
  }

  #on(state: StepState, which: WhichSteps, decide: Decision): this {
    this.#decisions.push({ which, state, decide });
    return this;
  }
}

function oneByOne(values: readonly JsonValue[]): Answers {
  const left = [...values];
  return { next: () => constant(left.shift()), isUnused: () => left.length > 0 };
}

function always(answer: ScriptedAnswer): Answers {
  let isUsed = false;
  const next = (): ScriptedAnswer => {
    isUsed = true;
    return answer;
  };
  return { next, isUnused: () => !isUsed };
}

/** A value of a list stands for itself, also where it is a list again. */
function constant(value: JsonValue | undefined): ScriptedAnswer | undefined {
  return Array.isArray(value) ? () => value : (value as ScriptedAnswer | undefined);
}
