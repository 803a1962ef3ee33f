import { AutoTrailError, type JsonValue, type Tags } from '@autotrail/core';
import { type OpenPrompt, StepState, type StepStatus } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import { testingError } from '../errors.js';
import { HeldStep } from './held-step.js';
import type { OperatorScript, ScriptedAnswer } from './operator-script.js';

/** One thing that a scripted operator did. */
export type OperatorDeed = {
  readonly n: number;
  readonly name: string;
  /** The call, by its name on the wire. */
  readonly call: string;
  /** What it was about: the id of a prompt, or the state of a held step. */
  readonly on: string;
  /** The answer, where it was one. */
  readonly value?: JsonValue;
};

/** What somebody needs to attend to a trail. */
export interface Attendance {
  readonly client: TrailClient;
  readonly script: OperatorScript;
  /** Who acts, for the record; where a prompt says who may answer it, `null` stands for the first of them. */
  readonly actor: string | null;
  readonly onDeed: (deed: OperatorDeed) => void;
}

/** What a round of {@link attend} came to. */
export interface Attended {
  /** Whether anything was done. */
  readonly hasActed: boolean;
  /** The first thing that waits for a person alone, and that no rule covers. */
  readonly uncovered: { readonly step: StepStatus; readonly prompt: OpenPrompt | null } | null;
}

/** The name under which a scripted operator acts. */
export const SCRIPTED_OPERATOR = 'scripted operator';

const HELD: readonly StepState[] = [StepState.Paused, StepState.PausedOnFail, StepState.Interrupted];

/** Whether a step in that state waits for a decision. */
export function isHeld(state: StepState): boolean {
  return HELD.includes(state);
}

/** Does once for every step that waits for a person what the script says. */
export async function attend(attendance: Attendance): Promise<Attended> {
  const steps = await attendance.client.status({}, { states: [StepState.Running, ...HELD] });
  let attended: Attended = { hasActed: false, uncovered: null };
  for (const step of steps) {
    const { hasActed, uncovered } = isHeld(step.state) ? await decideOn(step, attendance) : await answerAll(step, attendance);
    attended = { hasActed: attended.hasActed || hasActed, uncovered: attended.uncovered ?? uncovered };
  }
  return attended;
}

async function answerAll(step: StepStatus, attendance: Attendance): Promise<Attended> {
  let attended: Attended = { hasActed: false, uncovered: null };
  for (const prompt of step.prompts) {
    const answer = attendance.script.answerTo(tagsOf(step));
    if (answer === undefined) {
      // One that has a time limit ends by itself.
      const uncovered = isSet(prompt.deadline) ? null : { step, prompt };
      attended = { ...attended, uncovered: attended.uncovered ?? uncovered };
      continue;
    }
    const hasActed = await reply({ step, prompt, answer }, attendance);
    attended = { ...attended, hasActed: attended.hasActed || hasActed };
  }
  return attended;
}

interface Answering {
  readonly step: StepStatus;
  readonly prompt: OpenPrompt;
  readonly answer: ScriptedAnswer;
}

async function reply({ step, prompt, answer }: Answering, { client, actor, onDeed }: Attendance): Promise<boolean> {
  const value = typeof answer === 'function' ? await answer(prompt, step) : answer;
  try {
    await client.reply(prompt.id, value, { actor: actor ?? prompt.mayAnswer?.[0] ?? SCRIPTED_OPERATOR });
  } catch (error) {
    // Its time was over, or somebody else was quicker.
    if (isClosed(error)) return false;
    throw error;
  }
  onDeed({ n: step.n, name: step.name, call: 'reply', on: prompt.id, value });
  return true;
}

function isClosed(error: unknown): boolean {
  return AutoTrailError.is(error) && AutoTrailError.is(error.cause) && error.cause.code === 'AUTOTRAIL_PROMPT_CLOSED';
}

async function decideOn(step: StepStatus, { client, script, actor, onDeed }: Attendance): Promise<Attended> {
  const { n, name, state } = step;
  const decide = script.decisionOn(tagsOf(step), state);
  // A hold that has a date ends by itself.
  if (decide === undefined) return { hasActed: false, uncovered: isSet(step.until) ? null : { step, prompt: null } };
  const onCall = (call: string): void => onDeed({ n, name, call, on: state });
  await decide(new HeldStep({ status: step, client, actor: actor ?? SCRIPTED_OPERATOR, onCall }));
  const [after] = await client.status({ n }, { fields: ['state', 'attempt', 'since'] });
  // One that failed again at once has another attempt behind it.
  const isMoved = after?.state !== state || after.attempt !== step.attempt || after.since !== step.since;
  if (!isMoved) throw testingError('AUTOTRAIL_OPERATOR_IDLE', { n, name, state });
  return { hasActed: true, uncovered: null };
}

function tagsOf({ tags, n, name }: StepStatus): Tags {
  return { ...tags, n, name };
}

function isSet(time: unknown): boolean {
  return time !== undefined && time !== null;
}
