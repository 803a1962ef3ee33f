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
  readonly uncovered: Uncovered | null;
}

/** A prompt, or a step that is held, which no rule covers. */
interface Uncovered {
  readonly step: StepStatus;
  readonly prompt: OpenPrompt | null;
}

/** What came of looking at one step. */
interface Seen {
  readonly hasActed: boolean;
  readonly uncovered: readonly Uncovered[];
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
  const seen: Seen[] = [];
  for (const step of steps) seen.push(isHeld(step.state) ? await decideOn(step, attendance) : await answerAll(step, attendance));
  const uncovered = seen.flatMap((each) => each.uncovered);
  return { hasActed: seen.some(({ hasActed }) => hasActed), uncovered: await firstForPerson(attendance.client, uncovered) };
}

/** What has a time limit or a date ends by itself, and what is not reached yet asks for nobody. */
async function firstForPerson(client: TrailClient, uncovered: readonly Uncovered[]): Promise<Uncovered | null> {
  if (uncovered.length === 0) return null;
  const { waitsFor } = await client.describe(null);
  const forPerson = waitsFor.filter(({ until }) => until === undefined);
  const isForPerson = ({ step, prompt }: Uncovered): boolean =>
    forPerson.some(({ on, n, promptId }) => (prompt === null ? on === 'operator' && n === step.n : promptId === prompt.id));
  return uncovered.find(isForPerson) ?? null;
}

async function answerAll(step: StepStatus, attendance: Attendance): Promise<Seen> {
  let hasActed = false;
  const uncovered: Uncovered[] = [];
  for (const prompt of step.prompts) {
    const answer = attendance.script.answerTo(tagsOf(step));
    if (answer === undefined) uncovered.push({ step, prompt });
    else if (await reply({ step, prompt, answer }, attendance)) hasActed = true;
  }
  return { hasActed, uncovered };
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

async function decideOn(step: StepStatus, { client, script, actor, onDeed }: Attendance): Promise<Seen> {
  const { n, name, state } = step;
  const decide = script.decisionOn(tagsOf(step), state);
  if (decide === undefined) return { hasActed: false, uncovered: [{ step, prompt: null }] };
  const onCall = (call: string): void => onDeed({ n, name, call, on: state });
  await decide(new HeldStep({ status: step, client, actor: actor ?? SCRIPTED_OPERATOR, onCall }));
  const [after] = await client.status({ n }, { fields: ['state', 'attempt', 'since'] });
  // One that failed again at once has another attempt behind it.
  const isMoved = after?.state !== state || after.attempt !== step.attempt || after.since !== step.since;
  if (!isMoved) throw testingError('AUTOTRAIL_OPERATOR_IDLE', { n, name, state });
  return { hasActed: true, uncovered: [] };
}

function tagsOf({ tags, n, name }: StepStatus): Tags {
  return { ...tags, n, name };
}
