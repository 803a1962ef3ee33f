import type { JsonValue } from '@autotrail/core';
import type { Rehearsal, ScriptedAnswer } from '@autotrail/testing';
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { addCommand } from './add-command.js';
import { ExitCode } from './exit-codes.js';
import { addParamOption, type ParamOptions, withParams } from './param-option.js';
import { rehearsalHints, rehearsalLines, unusedBy } from './rehearsal-lines.js';
import { collect } from './selector.js';
import type { Terminal } from './terminal.js';
import type { TrailSource } from './trail-source.js';

/** How a `rehearse` command comes to its trail. */
export interface RehearseCommandOptions {
  /** The command and its arguments. */
  readonly usage: string;
  readonly terminal: Terminal;
  readonly load: (args: readonly string[]) => Promise<TrailSource>;
}

interface RehearseOptions extends ParamOptions {
  readonly fail?: readonly string[];
  readonly answer?: readonly string[];
  readonly giveUp?: readonly string[];
}

const WHAT_IS_RUN = `
What is run: the file itself, and functions in it that make the texts of instructions, or commands.
What any other function would do and ask is not known; those that were not run are named at the end.`;

/** Adds `rehearse`: tells how a trail would go, without running any of its actions. */
export function addRehearseCommand(program: Command, { usage, terminal, load }: RehearseCommandOptions): void {
  addCommand<RehearseOptions>(program, terminal, {
    usage,
    description: 'tell how a trail would go, without running its actions',
    configure: (command) => {
      command
        .option('--fail <name>', 'have every attempt of the steps of this name fail (may be repeated)', collect)
        .option(
          '--answer <name=value>',
          'what the prompts of the steps of this name are answered: JSON, else a text (repeat it for what is asked next)',
          collect,
        )
        .option('--give-up <name>', 'give up the steps of this name that are paused due to failure (may be repeated)', collect);
      addParamOption(command);
      command.addHelpText('after', WHAT_IS_RUN);
    },
    perform: async ({ args, options, terminal: { columns } }) => {
      const { fail = [], answer = [], giveUp = [] } = options;
      const answers = readAnswers(answer);
      // Nobody else needs it: the other commands are to begin quickly.
      const { rehearse } = await import('@autotrail/testing');
      const { definition, serverOptions } = withParams(await load(args), options);
      const rehearsal = await rehearse(definition, { ...serverOptions, fail, answers, giveUp });
      const hints = rehearsalHints(rehearsal);
      return {
        data: rehearsal as unknown as JsonValue,
        lines: rehearsalLines(rehearsal, columns),
        talk: hints.length === 0 ? [] : ['To go on, add', ...hints],
        exitCode: exitCodeOf(rehearsal),
      };
    },
  });
}

function exitCodeOf(rehearsal: Rehearsal): ExitCode {
  const { outcome, isGood } = rehearsal;
  if (outcome === 'waiting') return ExitCode.NeedsInput;
  if (!isGood) return ExitCode.Failed;
  // A step that was left out, or failed as it was to, could not ask. One that has succeeded was never going to.
  return unusedBy(rehearsal).some(({ state }) => state === 'Succeeded') ? ExitCode.Usage : ExitCode.Done;
}

/** What was typed as answers, by the names of steps. @throws AutoTrailError `AUTOTRAIL_USAGE` */
function readAnswers(typed: readonly string[]): Readonly<Record<string, ScriptedAnswer>> {
  const answers = new Map<string, readonly JsonValue[]>();
  for (const text of typed) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw usageError(`Expected an answer as name=value, got ${text}.`);
    answers.set(name, [...(answers.get(name) ?? []), jsonOrText(value)]);
  }
  // One answer is given as often as it is asked for.
  return Object.fromEntries(
    [...answers].map(([name, values]) => [name, values.length === 1 ? always(values[0] ?? null) : values]),
  );
}

function always(value: JsonValue): ScriptedAnswer {
  return () => value;
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
