import type { JsonObject, JsonValue } from '@autotrail/core';
import { jsonText, limitText, stepFacts } from '@autotrail/helpers';
import { type DescribedStep, STEP_STATES, type StepState, type TrailDescription, type WaitedFor } from '@autotrail/layer1';
import type { Command } from 'commander';
import { cliError } from '../errors.js';
import { addCommand } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { messageTexts } from './message-texts.js';
import { addSelectorOptions, describeSelector, readSelector } from './selector.js';
import { countsText } from './summary.js';
import { type Row, tableLines } from './table.js';
import { addTagSwitches } from './tag-switches.js';
import type { Line } from './terminal.js';

/** Adds `describe`: what a trail is and what it waits for, and all that there is to know of steps. */
export function addDescribeCommand(program: Command, kit: CommandKit): void {
  addCommand(program, kit.terminal, {
    usage: 'describe [tags...]',
    description: 'tell what the run was given, what it waits for, and all about the steps that are chosen',
    configure: (command) => {
      addSelectorOptions(command);
      addTagSwitches(command, kit.tags);
    },
    perform: async ({ args, command, terminal }) => {
      const selector = readSelector(command, args);
      const isOfTrail = Object.keys(selector).length === 0;
      const client = await kit.client();
      const described = await (isOfTrail ? client.describe() : client.describe(selector));
      if (!isOfTrail && described.steps.length === 0) {
        throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
      }
      const lines = isOfTrail ? trailLines(described, terminal.columns) : stepsLines(described.steps, terminal.columns);
      return { data: described as unknown as JsonValue, lines };
    },
  });
}

function trailLines(
  { trail, run, revision, params, limits, states, waitsFor, ...is }: TrailDescription,
  columns: number,
): readonly Line[] {
  const began = is.isStarted ? 'started' : 'not started';
  const facts = [
    ['trail', trail ?? ''],
    ['run', run ?? ''],
    ['state', `${is.isFinished ? 'finished' : began}, at revision ${revision}`],
    ['steps', countsText(inOrder(states))],
    ...Object.entries(params).map(([name, value]) => [`param ${name}`, jsonText(value)]),
    ...limits.map((limit) => ['limit', limitText(limit)]),
  ];
  const rows = facts.map((cells): Row => ({ cells }));
  const waits = waitsFor.length === 0 ? [] : [{ text: 'Waits for:', style: 'bold' } as const, ...waitsLines(waitsFor, columns)];
  return [...factLines(rows, columns), ...waits];
}

function waitsLines(waitsFor: readonly WaitedFor[], columns: number): readonly Line[] {
  const rows = waitsFor.map(({ on, n, name, until, promptId }) => ({
    cells: [on, n === null ? '' : String(n), name ?? 'to start the trail', promptId ?? '', until ?? ''],
  }));
  const headings = ['for', 'n', 'step', { text: 'prompt', isWhole: true }, { text: 'until', wraps: true }] as const;
  return tableLines(headings, rows, columns);
}

/** Every fact a line of its own, or more: values are long, and are wanted whole. */
function stepsLines(steps: readonly DescribedStep[], columns: number): readonly Line[] {
  return steps.flatMap((step): readonly Line[] => {
    const rows = stepFacts(step).flatMap(([name, texts]) =>
      texts.flatMap(messageTexts).map((text, i): Row => ({ cells: [i === 0 ? name : '', text] })),
    );
    return [{ text: `${step.n}  ${step.name}`, style: 'bold' }, ...factLines(rows, columns)];
  });
}

function factLines(rows: readonly Row[], columns: number): readonly Line[] {
  const headings = [
    { text: '', isWhole: true },
    { text: '', wraps: true },
  ] as const;
  return tableLines(headings, rows, columns).slice(1);
}

/** Counts in the order in which a step goes through its states. */
function inOrder(states: TrailDescription['states']): JsonObject {
  const counted = STEP_STATES.map((state) => [state, states[state]] as const);
  return Object.fromEntries(counted.filter((entry): entry is readonly [StepState, number] => entry[1] !== undefined));
}
