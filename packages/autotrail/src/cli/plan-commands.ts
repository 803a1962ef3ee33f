import type { JsonObject } from '@autotrail/core';
import type { CallPlan } from '@autotrail/layer1';
import type { Command } from 'commander';
import { addCommand, tellUsageErrors } from './add-command.js';
import { refusedLines, whyInVain } from './carry-out.js';
import type { CommandKit } from './command-kit.js';
import type { ControlCall, OwnOptions } from './control-call.js';
import { CONTROL_CALLS } from './control-calls.js';
import { addChoiceOptions, type ChoiceOptions, selectorOf, usageOf } from './control-commands.js';
import { planLines } from './plan-lines.js';
import { userName } from './provenance.js';
import { addValueOptions, findPrompt, readValue, type ValueOptions } from './reply-command.js';
import type { Report } from './report.js';
import { addTagSwitches } from './tag-switches.js';

/** Adds `plan` with a command for each control command: what that would do, and what would follow. */
export function addPlanCommands(program: Command, kit: CommandKit): void {
  const plan = program.command('plan').description('show what a command would do and what would follow, and change nothing');
  tellUsageErrors(plan, kit.terminal);
  for (const control of CONTROL_CALLS) addPlanCommand(plan, control, kit);
  addCommand<ValueOptions>(plan, kit.terminal, {
    usage: 'reply <prompt> [value]',
    description: 'answer a prompt, named by its id, or by the number of its step if the step has just one',
    configure: addValueOptions,
    perform: async (call) => {
      const client = await kit.client();
      const prompt = await findPrompt(client, call.args[0] ?? '');
      const fields = { prompt_id: prompt.id, value: await readValue(call, prompt, client), actor: userName() };
      return reportOf(await client.plan('reply', {}, fields), call.terminal.columns);
    },
  });
}

function addPlanCommand(plan: Command, control: ControlCall, kit: CommandKit): void {
  const { planned, mayAffectNothing = false } = control;
  addCommand<OwnOptions & ChoiceOptions>(plan, kit.terminal, {
    ...control,
    usage: usageOf(control),
    configure: (command) => configure(command, control, kit),
    perform: async (call) => {
      const selector = selectorOf(control, call);
      const { name, fields = {} } = planned({ selector, args: call.args, own: call.options });
      const client = await kit.client();
      await control.check?.(client, { selector });
      const made = await client.plan<string>(name, selector, fields as JsonObject);
      if (made.affected.length === 0 && !mayAffectNothing) throw whyInVain(made, { selector }, call.command.name());
      return reportOf(made, call.terminal.columns);
    },
  });
}

function configure(command: Command, { selects, configure: addOwn }: ControlCall, { tags }: CommandKit): void {
  if (selects) addChoiceOptions(command);
  addOwn?.(command);
  if (selects) addTagSwitches(command, tags);
}

function reportOf(plan: CallPlan, columns: number): Report {
  return { data: plan, lines: planLines(plan, columns), talk: refusedLines(plan.refused) };
}
