import {
  type Applied,
  type AttemptRef,
  type Delivery,
  type Prompt,
  type StepRecord,
  StepState,
  type Timer,
  type TrailEvent,
} from '@autotrail/layer1';
import { promise } from './breach.js';

type PromptEvent = Extract<TrailEvent, { readonly type: 'prompt' }>;

/** What has become of a step, and what it was. */
export interface Change {
  readonly n: number;
  readonly was: StepRecord;
  readonly is: StepRecord;
}

const TERMS = ['timeoutMs', 'onTimeout', 'default', 'choices', 'mayAnswer', 'remindMs'] as const;

/** A prompt is answered at most once, and only while its attempt is under way; what an attempt is told begins anew with it. */
export function checkPrompts({ n, was, is }: Change, { event, at }: Applied): void {
  if (is.attempt > was.attempt) {
    const isNew = is.prompts.length === 0 && is.inputMessages.length === 0 && is.returnValue === null;
    return promise(23, isNew, () => `attempt ${is.attempt} begins with what attempt ${was.attempt} was asked or told`);
  }
  if (is.prompts.length === 0 && was.prompts.length === 0 && event.type !== 'prompt') return;
  const hasLeft = was.state === StepState.Running && is.state !== StepState.Running;
  const after = promptsAfter(n, was, event);
  const must = (hasLeft ? after.map((prompt) => close(prompt, prompt.id, 'ended')) : after).map(inWords).join();
  const are = is.prompts.map(inWords).join();
  promise(23, must === are, () => `the prompts must be ${must}, and are ${are}`);
  if (event.type === 'prompt' && is.prompts.length > was.prompts.length) checkTerms(is.prompts.at(-1), event, at);
}

/** What is answered or sent is handed to the attempt that is under way, and nothing else is. */
export function checkDeliveries(records: readonly StepRecord[], { event, effects }: Applied): void {
  const handed = effects
    .filter((effect) => effect.type === 'deliver')
    .map(({ n, attempt, delivery }) => ({ n, attempt, delivery }));
  const mustBe = deliveriesOf(records, event);
  if (handed.length === 0 && mustBe.length === 0) return;
  const [is, must] = [handed, mustBe].map((list) => JSON.stringify(list));
  promise(23, must === is, () => `${must} must be handed over, and ${is} is`);
}

function promptsAfter(n: number, { prompts, state, attempt }: StepRecord, event: TrailEvent): readonly Prompt[] {
  switch (event.type) {
    case 'reply':
      return prompts.map((prompt) => close(prompt, event.promptId, 'answered'));
    case 'message': {
      const asked = event.steps.includes(n) ? prompts.find(isOpen) : undefined;
      return asked === undefined ? prompts : prompts.map((prompt) => close(prompt, asked.id, 'answered'));
    }
    case 'withdrawn':
      return prompts.map((prompt) => close(prompt, event.promptId, 'withdrawn'));
    case 'prompt': {
      const { promptId: id, message } = event;
      const isHeard = event.n === n && event.attempt === attempt && state === StepState.Running;
      return isHeard && !prompts.some((prompt) => prompt.id === id) ? [...prompts, { id, message, status: 'open' }] : prompts;
    }
    case 'timer':
      return prompts.map((prompt) => afterTimer(prompt, event.timer));
    default:
      return prompts;
  }
}

function afterTimer(prompt: Prompt, timer: Timer): Prompt {
  if (timer.kind === 'prompt') return close(prompt, timer.promptId, 'timed out');
  if (timer.kind !== 'reminder' || timer.promptId !== prompt.id || !isOpen(prompt)) return prompt;
  return { ...prompt, reminders: (prompt.reminders ?? 0) + 1 };
}

function deliveriesOf(records: readonly StepRecord[], event: TrailEvent): readonly (AttemptRef & { delivery: Delivery })[] {
  if (event.type === 'message') {
    return event.steps.flatMap((n) => {
      const { state, attempt, prompts } = records[n] ?? { state: null, attempt: 0, prompts: [] };
      if (state !== StepState.Running) return [];
      const promptId = prompts.find(isOpen)?.id;
      const { message } = event;
      return [
        {
          n,
          attempt,
          delivery: promptId === undefined ? { type: 'message', message } : { type: 'reply', promptId, value: message },
        },
      ];
    });
  }
  if (event.type === 'reply') {
    const { promptId, value } = event;
    return toOpen(records, promptId).map(({ n, attempt }) => ({ n, attempt, delivery: { type: 'reply', promptId, value } }));
  }
  if (event.type !== 'timer' || event.timer.kind !== 'prompt') return [];
  const { promptId } = event.timer;
  return toOpen(records, promptId).flatMap(({ n, attempt, prompt }) => {
    if (prompt.onTimeout === 'skip') return [];
    const value = prompt.onTimeout === 'default' ? { value: prompt.default ?? null } : {};
    return [{ n, attempt, delivery: { type: 'timeout', promptId, ...value } }];
  });
}

/** The prompt of that id if it is open, with its step. */
function toOpen(records: readonly StepRecord[], id: string): readonly (AttemptRef & { readonly prompt: Prompt })[] {
  return records.flatMap(({ attempt, prompts }, n) =>
    prompts.filter((prompt) => prompt.id === id && isOpen(prompt)).map((prompt) => ({ n, attempt, prompt })),
  );
}

/** It is asked as it was meant to be. */
function checkTerms(prompt: Prompt | undefined, event: PromptEvent, at: number): void {
  for (const term of TERMS) {
    const [is, must] = [prompt?.[term], event[term]].map((value) => JSON.stringify(value));
    promise(23, is === must, () => `the term ${term} of prompt ${event.promptId} must be ${must}, and is ${is}`);
  }
  const deadline = event.timeoutMs === undefined ? undefined : at + event.timeoutMs;
  promise(24, prompt?.deadline === deadline, () => `the deadline of prompt ${event.promptId} is ${prompt?.deadline}`);
}

function isOpen({ status }: Prompt): boolean {
  return status === 'open';
}

/** The prompt; closed, if it has that id and is open. */
function close(prompt: Prompt, id: string, status: Prompt['status']): Prompt {
  return prompt.id === id && isOpen(prompt) ? { ...prompt, status } : prompt;
}

function inWords({ id, status, reminders = 0 }: Prompt): string {
  return `${id} ${status} ${reminders}`;
}
