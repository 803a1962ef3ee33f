import type { JsonValue } from '@autotrail/core';
import type { Rehearsal, ScriptedAnswer } from '@autotrail/testing';
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { addCommand } from './add-command.js';
import { ExitCode } from './exit-codes.js';
import { addParamOption, type ParamOptions, withParams } from './param-option.js';
import { rehearsalHints, rehearsalLines } from './rehearsal-lines.js';
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
}

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
        );
      addParamOption(command);
    },
    perform: async ({ args, options, terminal: { columns } }) => {
      const { fail = [], answer = [] } = options;
      const answers = readAnswers(answer);
      // Nobody else needs it: the other commands are to begin quickly.
      const { rehearse } = await import('@autotrail/testing');
      const { definition, serverOptions } = withParams(await load(args), options);
      const rehearsal = await rehearse(definition, { ...serverOptions, fail, answers });
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

function exitCodeOf({ outcome, isGood }: Rehearsal): ExitCode {
  if (outcome === 'waiting') return ExitCode.NeedsInput;
  return isGood ? ExitCode.Done : ExitCode.Failed;
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
