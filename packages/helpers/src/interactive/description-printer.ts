import type { DescribedStep, TrailDescription, WaitedFor } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { limitText } from '../words/limit-text.js';
import { stepFacts } from '../words/step-facts.js';
import type { PrinterOutput } from './printers.js';
import { cellText, tableText } from './table.js';

/** Prints what a trail is and what it waits for, or, where steps were asked for, all that there is to know of these. */
export function printDescription(stdout: PrinterOutput, description: TrailDescription): void {
  const { steps } = description;
  stdout.write(steps.length === 0 ? trailText(description) : steps.map(stepText).join(''));
}

function trailText({ trail, run, revision, params, limits, states, waitsFor, ...is }: TrailDescription): string {
  const began = is.isStarted ? 'started' : 'not started';
  const counts = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  const facts: readonly (readonly [string, unknown])[] = [
    ['trail', trail],
    ['run', run],
    ['state', `${is.isFinished ? 'finished' : began}, at revision ${revision}`],
    ['steps', counts.join(', ')],
    ...Object.entries(params).map(([name, value]) => [`param ${name}`, value] as const),
    ...limits.map((limit) => ['limit', limitText(limit)] as const),
  ];
  return [factsText(facts), waitsFor.length === 0 ? '' : `waits for:\n${waitsText(waitsFor)}`].join('');
}

function waitsText(waitsFor: readonly WaitedFor[]): string {
  const rows = waitsFor.map(({ on, n, name, since, until, promptId }) => {
    return { on, n, name: name ?? 'to start the trail', promptId, since, until };
  });
  return tableText(['on', 'n', 'name', 'promptId', 'since', 'until'], rows, () => []);
}

/** Every fact on a line of its own: values are long, and are wanted whole. */
function stepText(step: DescribedStep): string {
  const facts = stepFacts(step).flatMap(([name, texts]) => texts.map((text) => [`    ${name}`, text] as const));
  return `# ${step.n} - ${printable(step.name)}\n${factsText(facts)}`;
}

function factsText(facts: readonly (readonly [string, unknown])[]): string {
  return facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${printable(name)}: ${cellText(value)}\n`)
    .join('');
}
