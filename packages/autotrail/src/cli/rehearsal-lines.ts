import { jsonText } from '@autotrail/helpers';
import type { Rehearsal, RehearsedStep, RehearsedWait, TimelineEntry } from '@autotrail/testing';
import { messageTexts } from './message-texts.js';
import { shellWords } from './shell-word.js';
import { styleOf } from './state-style.js';
import { countStates, countsText } from './summary.js';
import { type Row, tableLines } from './table.js';
import type { Line } from './terminal.js';

/** Steps that a line names; whoever has more sees them in the table. */
const MOST_NAMED = 10;

/**
 * How a rehearsal went: what would happen when, what would become of each step, what would wait for a person, and what it cannot tell.
 */
export function rehearsalLines(rehearsal: Rehearsal, columns: number): readonly Line[] {
  const { timeline, states, waitsFor, outcome, endedAt } = rehearsal;
  const entries = timeline.filter(isTelling).map((entry) => timelineRow(entry));
  const end = `${outcome} after ${elapsedText(endedAt)}: ${countsText(countStates(states))}`;
  return [
    ...tableLines(['after', 'n', 'step', 'attempt', 'state', 'why'], entries, columns),
    '',
    ...tableLines(['n', 'step', 'state', 'why', 'puts out'], states.flatMap(stateRows), columns),
    '',
    ...waitsFor.map((wait): Line => ({ text: waitText(wait, states), style: 'yellow' })),
    ...doubts(rehearsal).map((text): Line => ({ text, style: 'yellow' })),
    { text: end, style: 'bold' },
  ];
}

/** What the rehearsal cannot tell, and what was in vain. */
function doubts(rehearsal: Rehearsal): readonly string[] {
  const functions = rehearsal.notRun.map(({ n, name }) => `${n} ${name}`);
  const unused = unusedBy(rehearsal).map(({ n, name }) => `${n} ${name}`);
  return [
    ...(functions.length > 0 ? [`Functions, not run: ${someOf(functions)}. What they would ask is not known.`] : []),
    ...(unused.length > 0 ? [`Did not ask for all that they were to be answered: ${someOf(unused)}.`] : []),
  ];
}

/** The steps that were reached, and did not ask for all that the steps of their name were to be answered. */
export function unusedBy({ unusedAnswers, states }: Rehearsal): readonly RehearsedStep[] {
  return states.filter(({ name, attempt }) => attempt > 0 && unusedAnswers.includes(name));
}

function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What to add to the command so that the rehearsal goes on. */
export function rehearsalHints({ waitsFor, states }: Rehearsal): readonly string[] {
  const hints = waitsFor.flatMap(({ on, n, name }) => {
    if (name === null) return [];
    if (on === 'prompt') return [`  ${shellWords(['--answer', `${name}=true`])}    (or another value)`];
    const isFailed = states.some((step) => step.n === n && step.state === 'Paused due to failure');
    return isFailed ? [`  ${shellWords(['--give-up', name])}`] : [];
  });
  return [...new Set(hints)];
}

/** Every step waits for its turn: that is nothing to look at. */
function isTelling({ state, cause }: TimelineEntry): boolean {
  return state !== 'Waiting' || cause !== null;
}

function timelineRow({ at, n, name, attempt, state, cause }: TimelineEntry): Row {
  const cells = [elapsedText(at), String(n), name, attempt === 0 ? '' : String(attempt), state, cause ?? ''];
  return { cells, ...styleOf({ state, prompts: [] }) };
}

function stateRows({ n, name, state, cause, returnValue, output }: RehearsedStep): readonly Row[] {
  const why = cause === 'failure' ? `${cause}: ${jsonText(returnValue)}` : (cause ?? '');
  const [first = '', ...others] = output.flatMap(messageTexts);
  const row = { cells: [String(n), name, state, why, first], ...styleOf({ state, prompts: [] }) };
  return [row, ...others.map((text) => ({ cells: ['', '', '', '', text] }))];
}

function waitText({ on, n, name, prompt }: RehearsedWait, states: readonly RehearsedStep[]): string {
  const who = n === null ? 'The trail' : `${n} ${name}`;
  const state = states.find((step) => step.n === n)?.state ?? '';
  if (prompt !== undefined) return `${who} would wait for an answer: ${jsonText(prompt)}`;
  return `${who} would wait for ${WORDS[on] ?? on}${state === '' ? '' : `: it is ${state}`}`;
}

const WORDS: Readonly<Record<string, string>> = {
  operator: "an operator's decision",
  slot: 'a slot',
  worker: 'its attempt to end',
};

/** Hours, minutes and seconds; and milliseconds where there are any. */
function elapsedText(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 1_000);
  const [hours, minutes, seconds] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const rest = Math.round(milliseconds % 1_000);
  return `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}${rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
