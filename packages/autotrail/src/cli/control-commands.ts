import type { Tags } from '@autotrail/core';
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { addCommand, type CommandCall } from './add-command.js';
import { carryOut } from './carry-out.js';
import type { CommandKit } from './command-kit.js';
import type { ControlCall, OwnOptions } from './control-call.js';
import { CONTROL_CALLS } from './control-calls.js';
import { addProvenanceOptions, type ProvenanceOptions, readProvenance } from './provenance.js';
import { addSelectorOptions, readSelector } from './selector.js';
import { addTagSwitches } from './tag-switches.js';

/** The options of every control command. */
interface ControlOptions extends OwnOptions, ProvenanceOptions, ChoiceOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Adds the commands that change what a trail does. */
export function addControlCommands(program: Command, kit: CommandKit): void {
  for (const control of CONTROL_CALLS) {
    addCommand<ControlOptions>(program, kit.terminal, {
      ...control,
      usage: usageOf(control),
      configure: (command) => configure(command, control, kit),
      perform: async (call) => {
        const request = {
          selector: selectorOf(control, call),
          args: call.args,
          own: call.options,
          ...readProvenance(call.options),
        };
        const { dryRun, yes } = call.options;
        return carryOut(control, request, {
          name: call.command.name(),
          client: await kit.client(),
          terminal: kit.terminal,
          dryRun,
          yes,
        });
      },
    });
  }
}

/** A control command as it is typed: tags may stand bare behind its own arguments. */
export function usageOf({ usage, selects }: ControlCall): string {
  return selects ? `${usage} [tags...]` : usage;
}

/** The steps that were chosen for a control command; `{}` if it is about none. @throws AutoTrailError `AUTOTRAIL_USAGE` */
export function selectorOf({ usage, selects }: ControlCall, call: CommandCall<ChoiceOptions>): Tags {
  const ownArguments = usage.split(' ').length - 1;
  return selects ? readChoice(call, call.args.slice(ownArguments)) : {};
}

/** How steps are chosen. */
export interface ChoiceOptions {
  readonly all?: boolean;
}

function configure(command: Command, { selects, configure: addOwn }: ControlCall, { tags }: CommandKit): void {
  if (selects) addChoiceOptions(command);
  addOwn?.(command);
  command.option('--dry-run', 'show which steps would be affected, and change nothing');
  command.option('--yes', 'act without being asked; needed off a terminal');
  addProvenanceOptions(command);
  if (selects) addTagSwitches(command, tags);
}

/** Adds the options by which steps are chosen, where none must not mean all. */
export function addChoiceOptions(command: Command): void {
  addSelectorOptions(command);
  command.option('--all', 'every step');
}

/**
 * Nobody is to pause everything because they forgot to say what: every step is meant only if `--all` says so.
 *
 * @param further - tags that were typed elsewhere than in options
 * @throws AutoTrailError `AUTOTRAIL_USAGE`
 */
function readChoice(
  { command, options: { all = false } }: Pick<CommandCall<ChoiceOptions>, 'command' | 'options'>,
  further: readonly string[],
): Tags {
  const selector = readSelector(command, further);
  const isEmpty = Object.keys(selector).length === 0;
  if (isEmpty && !all) throw usageError('Expected steps to be chosen by -n, --name or --tag, or all of them by --all.');
  if (!isEmpty && all) throw usageError('Expected either --all or a choice of steps, got both.');
  return selector;
}
