import type { Tags } from '@autotrail/core';
import { promptText } from '@autotrail/helpers';
import type { Command } from 'commander';
import { cliError } from '../errors.js';
import { addCommand } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { hintLines } from './hints.js';
import { addSelectorOptions, describeSelector, readSelector, tagText } from './selector.js';
import { serverFacts, troubleLines } from './server-facts.js';
import { tableLines } from './table.js';
import { addTagSwitches } from './tag-switches.js';

const STEPS_HEADINGS = ['n', 'step', { text: 'tags', wraps: true }] as const;
const PROMPTS_HEADINGS = ['n', 'step', { text: 'prompt', isWhole: true }, { text: 'asks', wraps: true }] as const;

/** Adds `steps`: the steps there are, with their tags. */
export function addStepsCommand(program: Command, kit: CommandKit): void {
  addCommand(program, kit.terminal, {
    usage: 'steps',
    aliases: ['list'],
    description: 'list the steps with their tags',
    configure: (command) => {
      addSelectorOptions(command);
      addTagSwitches(command, kit.tags);
    },
    perform: async ({ command, terminal }) => {
      const selector = readSelector(command);
      const steps = await (await kit.client()).list(selector);
      if (steps.length === 0) throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
      return { data: steps, lines: tableLines(STEPS_HEADINGS, steps.map(stepRow), terminal.columns) };
    },
  });
}

/** Adds `prompts`: what the trail asks. */
export function addPromptsCommand(program: Command, kit: CommandKit): void {
  addCommand(program, kit.terminal, {
    usage: 'prompts',
    aliases: ['steps_waiting_for_user_input'],
    description: 'list the prompts that wait for an answer, and the commands that answer them',
    configure: (command) => {
      addSelectorOptions(command);
      addTagSwitches(command, kit.tags);
    },
    perform: async ({ command, terminal }) => {
      const steps = await (await kit.client()).stepsWaitingForUserInput(readSelector(command));
      const asked = steps.flatMap(({ n, name, prompts }) => prompts.map((prompt) => ({ n, name, prompt })));
      const data = asked.map(({ n, name, prompt: { id, ...terms } }) => ({ n, name, promptId: id, ...terms }));
      const rows = asked.map(({ n, name, prompt }) => ({ cells: [String(n), name, prompt.id, promptText(prompt)] }));
      const talk = hintLines(steps, kit.invocation());
      return { data, lines: tableLines(PROMPTS_HEADINGS, rows, terminal.columns), talk };
    },
  });
}

/** Adds `ping`: whether the trail is there. */
export function addPingCommand(program: Command, kit: CommandKit): void {
  addCommand(program, kit.terminal, {
    usage: 'ping',
    aliases: ['is_running'],
    description: 'tell whether the trail is served, and how many things have happened to it',
    perform: async () => {
      const facts = await serverFacts(await kit.client());
      const { trail, revision, run = '', trouble = null } = facts;
      const which = run === '' ? '' : ` in run ${run}`;
      const lines = [`${trail} is served${which}, at revision ${revision}`];
      return { data: { trail, revision, run, trouble }, lines, talk: troubleLines(facts) };
    },
  });
}

function stepRow({ n, name, ...others }: Tags): { readonly cells: readonly string[] } {
  return { cells: [String(n), String(name), Object.entries(others).map(tagText).join(' ')] };
}
