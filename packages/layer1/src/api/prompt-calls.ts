/** The calls that answer prompts, and which answers they may give. */
import { isDeepStrictEqual } from 'node:util';
import type { AutoTrailError, JsonValue, Tags } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import { shorten } from '../shorten.js';
import type { AttemptRef } from '../trail/effects.js';
import { openPrompts, type Prompt } from '../trail/prompt.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { ApiCall } from './api-call.js';
import type { ApiCallDefinition, ApiContext, ApiHandler } from './api-call-definition.js';
import { answerAffected, COMMAND_FIELDS, controlCall, unlessDryRun } from './definition-parts.js';
import { checkRepeated } from './repeated-value.js';
import { show } from './show.js';
import { validators } from './validators.js';

/** What is given to a prompt that a call answers. */
export interface GivenAnswer extends AttemptRef {
  readonly prompt: Prompt;
  readonly value: JsonValue;
}

/** What of a call's context answers are found and judged by. */
type AnswerContext = Pick<ApiContext, 'trail' | 'call' | 'rejected'>;

const CLOSED_BECAUSE: Readonly<Record<Exclude<Prompt['status'], 'open'>, string>> = {
  answered: 'it was answered already',
  'timed out': 'its time was over',
  ended: 'the attempt that asked it is over',
  withdrawn: 'its action wants no answer any longer',
};

const sendReply: ApiHandler = (_, { call }) => [
  { type: 'reply', promptId: String(call.prompt_id), value: call.value as JsonValue },
];

const sendMessage: ApiHandler = (steps, { call }) => [
  { type: 'message', steps: steps.map(({ n }) => n), message: call.message as JsonValue },
];

/** Answers one prompt. */
export const reply: ApiCallDefinition = {
  since: 2,
  validators: { ...COMMAND_FIELDS, prompt_id: validators.text, value: validators.json },
  steps: (context) => [stepOfReply(context)],
  predicate: unlessDryRun,
  handlers: [sendReply],
  postProcessor: answerAffected,
};

/** Answers the oldest open prompt of each step; to the action of one that has none it is a message. */
export const sendMessageToSteps: ApiCallDefinition = {
  ...controlCall('send_message_to_steps', stepsToSendTo),
  refuses: (step, context) => refusalBy(step, context)?.message ?? null,
  validators: { ...COMMAND_FIELDS, tags: validators.selector, message: validators.json },
  handlers: [sendMessage],
};

/** What the handlers of these calls answer: also where a call of somebody's own is made of them. */
const ANSWERS: ReadonlyMap<ApiHandler, (context: AnswerContext) => readonly GivenAnswer[]> = new Map([
  [sendReply, answerOfReply],
  [sendMessage, (context: AnswerContext) => stepsOf(context).flatMap((step) => answerToStep(step, context))],
]);

/** The answers that a call gives to open prompts and that may be given, as far as the trail knows: the actions may know better. */
export function answersOf({ handlers }: Pick<ApiCallDefinition, 'handlers'>, context: AnswerContext): readonly GivenAnswer[] {
  const given = handlers.flatMap((handler) => ANSWERS.get(handler)?.(context) ?? []);
  return given.filter((answer) => refusalOf(answer, context) === null);
}

/** @throws AutoTrailError `AUTOTRAIL_BAD_FIELD` if the message is too long for so many steps */
function stepsToSendTo(context: ApiContext): readonly TrailStep[] {
  const matched = stepsOf(context);
  checkRepeated({ field: 'message', row: 'send_message_to_steps' }, matched, context);
  return matched;
}

function stepsOf({ trail, call }: AnswerContext): readonly TrailStep[] {
  return trail.select(call.tags as Tags);
}

function answerOfReply({ trail, call }: AnswerContext): readonly GivenAnswer[] {
  const found = trail.prompt(String(call.prompt_id));
  return found?.prompt.status === 'open' ? [{ ...found, value: call.value as JsonValue }] : [];
}

function answerToStep({ n }: TrailStep, { trail, call }: AnswerContext): readonly GivenAnswer[] {
  const record = trail.record(n);
  const [prompt] = openPrompts(record);
  return prompt === undefined ? [] : [{ n, attempt: record.attempt, prompt, value: call.message as JsonValue }];
}

/** @throws AutoTrailError why that prompt cannot be answered, or not so */
function stepOfReply(context: ApiContext): TrailStep {
  const { trail, call } = context;
  const promptId = show(call.prompt_id);
  const found = trail.prompt(String(call.prompt_id));
  if (found === undefined) throw layer1Error('AUTOTRAIL_UNKNOWN_PROMPT', { promptId });
  const { status } = found.prompt;
  if (status !== 'open') throw layer1Error('AUTOTRAIL_PROMPT_CLOSED', { promptId, why: CLOSED_BECAUSE[status] });
  const refusal = refusalOf({ ...found, value: call.value as JsonValue }, context);
  if (refusal !== null) throw refusal;
  return trail.step(found.n);
}

/** Why a message cannot go to a step: its oldest prompt does not take it for an answer. */
function refusalBy(step: TrailStep, context: AnswerContext): AutoTrailError | null {
  const [answer] = answerToStep(step, context);
  return answer === undefined ? null : refusalOf(answer, context);
}

/** Why an answer is not taken, or `null`. */
function refusalOf({ prompt, value }: GivenAnswer, { call, rejected }: AnswerContext): AutoTrailError | null {
  const { id: promptId, mayAnswer, choices } = prompt;
  if (mayAnswer !== undefined && !mayAnswer.includes(actorOf(call) ?? '')) {
    const actor = actorOf(call) ?? 'somebody who gives no name';
    return layer1Error('AUTOTRAIL_NOT_YOURS_TO_ANSWER', {
      promptId,
      mayAnswer: shorten(mayAnswer).join(', '),
      actor: show(actor),
    });
  }
  // As JSON: the text "5" is not to look like the number.
  const bad = (why: string): AutoTrailError =>
    layer1Error('AUTOTRAIL_ANSWER_REFUSED', { promptId, value: show(JSON.stringify(value)), why });
  if (choices?.every((choice) => !isDeepStrictEqual(choice, value)) === true) {
    return bad(`it takes ${shorten(choices.map((choice) => JSON.stringify(choice))).join(', ')}`);
  }
  const why = rejected.get(promptId);
  return why === undefined ? null : bad(why.replace(/\.$/, ''));
}

function actorOf({ actor }: ApiCall): string | null {
  return typeof actor === 'string' ? actor : null;
}
