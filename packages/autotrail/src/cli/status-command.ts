import type { JsonValue } from '@autotrail/core';
import { jsonText } from '@autotrail/helpers';
import { STEP_STATES, type StatusKey, type StepState, type StepStatus } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { addCommand, type CommandCall } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { cutHint, hintLines } from './hints.js';
import type { Report } from './report.js';
import { addSelectorOptions, collect, describeSelector, readSelector } from './selector.js';
import { serverFacts, troubleLines } from './server-facts.js';
import { statusTable } from './status-lines.js';
import { fittedTable } from './table.js';
import { addTagSwitches } from './tag-switches.js';
import { whyNotFields } from './unknown-fields.js';

interface StatusOptions {
  readonly state?: readonly string[];
  readonly fields?: string;
}

/** Adds `status`: what has become of the steps. */
export function addStatusCommand(program: Command, kit: CommandKit): void {
  addCommand<StatusOptions>(program, kit.terminal, {
    usage: 'status',
    description: 'show what has become of the steps: first those that wait for a person',
    configure: (command) => {
      addSelectorOptions(command);
      command.option('--state <state>', 'steps in this state (may be repeated)', collect);
      command.option('--fields <a,b>', 'just these fields, such as n,state,outputMessages');
      addTagSwitches(command, kit.tags);
    },
    perform: async (call) => {
      const client = await kit.client();
      const { fields } = call.options;
      return fields === undefined
        ? wholeStatus(client, call, kit.invocation())
        : statusFields(client, call, { fields: fields.split(','), invocation: kit.invocation() });
    },
  });
}

async function wholeStatus(client: TrailClient, call: CommandCall<StatusOptions>, invocation: string): Promise<Report> {
  const steps = await select<StepStatus>(client, call);
  const { lines, isCut } = statusTable(steps, Date.now(), call.terminal.columns);
  const cut = isCut ? [cutHint(invocation)] : [];
  const trouble = call.isJson ? [] : troubleLines(await serverFacts(client));
  return { data: steps as unknown as JsonValue, lines, talk: [...cut, ...trouble, ...hintLines(steps, invocation)] };
}

interface FieldsChoice {
  readonly fields: readonly string[];
  readonly invocation: string;
}

async function statusFields(
  client: TrailClient,
  call: CommandCall<StatusOptions>,
  { fields, invocation }: FieldsChoice,
): Promise<Report> {
  const steps = await select<Readonly<Record<string, JsonValue>>>(client, call, fields).catch(async (error: unknown) => {
    throw await whyNotFields(client, fields, error);
  });
  const rows = steps.map((step) => ({ cells: fields.map((field) => jsonText(step[field] ?? null)) }));
  const { lines, isCut } = fittedTable(fields, rows, call.terminal.columns);
  return { data: steps, lines, ...(isCut && { talk: [cutHint(invocation)] }) };
}

async function select<T>(
  client: TrailClient,
  { command, options }: CommandCall<StatusOptions>,
  fields?: readonly string[],
): Promise<readonly T[]> {
  const selector = readSelector(command);
  const states = (options.state ?? []).map(readState);
  // The server checks the names of fields: it may be newer than this client.
  const steps = await client.status(selector, { states, ...(fields !== undefined && { fields: fields as StatusKey[] }) });
  const isNobody = steps.length === 0 && (states.length === 0 || (await client.list(selector)).length === 0);
  if (isNobody) throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
  return steps as readonly T[];
}

/** A state by its name; case and dashes do not matter, as its spaces are hard to type. */
function readState(text: string): StepState {
  const state = STEP_STATES.find((known) => known.toLowerCase() === text.toLowerCase().replaceAll('-', ' '));
  if (state === undefined) throw usageError(`Expected a state among ${STEP_STATES.join(', ')}, got ${text}.`);
  return state;
}
