import { jsonText } from '@autotrail/helpers';
import { type StateTransformation, StepState } from '@autotrail/layer1';
import type { InspectedJournal } from '@autotrail/layer2';
import { countStates, countsText } from './summary.js';
import type { Line } from './terminal.js';
import { spanText } from './time-text.js';

/** Steps that are told of one by one. */
const MOST_STEPS = 20;

/** Which run is not finished, how old it is, and what is open in it: in a line. */
export function unfinishedText({ created, createdAt, lastAt, trail }: InspectedJournal, now: number): string {
  const states = countsText(countStates(trail.steps.map(({ n }) => trail.record(n))));
  const ages = `begun ${spanText(now - createdAt)} ago, last active ${spanText(now - lastAt)} ago`;
  return `Run ${created.run} of trail ${created.trail} is not finished (${ages}): ${states}.`;
}

/** {@link unfinishedText}, and below it what becomes of the steps that ran, and what they asked. */
export function unfinishedLines(
  unfinished: InspectedJournal,
  now: number,
  transformation: StateTransformation = {},
): readonly Line[] {
  const { trail } = unfinished;
  const running = trail.steps.filter(({ n }) => trail.record(n).state === StepState.Running);
  const told = running.slice(0, MOST_STEPS).flatMap(({ n, name, policy }) => [
    `  ${n}  ${name}  was Running: ${fateOf(policy.idempotent, transformation[StepState.Running])}`,
    ...trail
      .record(n)
      .prompts.filter(({ status }) => status === 'open')
      .map(({ id, message }) => `    it asked (${id}): ${jsonText(message)}`),
  ]);
  const more = running.length > MOST_STEPS ? [`  and ${running.length - MOST_STEPS} more that were Running`] : [];
  return [{ text: unfinishedText(unfinished, now), style: 'bold' }, ...told, ...more];
}

function fateOf(isIdempotent: boolean, to: StepState | undefined): string {
  if (to !== undefined) return `it will be ${to}`;
  return isIdempotent ? 'it will run again' : 'it will be Interrupted, unless it outlived its server';
}
