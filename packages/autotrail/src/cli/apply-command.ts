import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { messageOf, type Tags } from '@autotrail/core';
import { type CallPlan, isCallPlan } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { addCommand } from './add-command.js';
import { type CarriedOut, carryOut } from './carry-out.js';
import type { CommandKit } from './command-kit.js';
import { type ControlRequest, outcomeOf } from './control-call.js';
import { addProvenanceOptions, type ProvenanceOptions, readProvenance } from './provenance.js';

interface ApplyOptions extends ProvenanceOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}

/** Adds `apply`: carries out what `plan --json` printed, if that still holds. */
export function addApplyCommand(program: Command, kit: CommandKit): void {
  addCommand<ApplyOptions>(program, kit.terminal, {
    usage: 'apply <file>',
    description: 'carry out a plan that `plan … --json` printed, if it still holds; `-` reads it from stdin',
    configure: (command) => {
      command.option('--dry-run', 'tell whether it still holds, and change nothing');
      command.option('--yes', 'act without being asked; needed off a terminal');
      addProvenanceOptions(command);
    },
    perform: async ({ args: [file = ''], command, options }) => {
      const plan = await readPlan(file);
      const applying: CarriedOut = {
        description: `carry out the plan of ${plan.call.name}, if it still holds`,
        mayAffectNothing: true,
        tell: (_, { affected, dryRun }) => {
          if (affected.length > 0) return undefined;
          return `the plan of ${plan.call.name} ${dryRun ? 'still holds' : 'was carried out'}, and affects no step itself`;
        },
        call: async (client, request) => ({
          ...(await outcomeOf(client.apply(plan, request))),
          ...(request.dryRun === true && { plan: await planAnew(client, plan, request) }),
        }),
      };
      const request = { selector: {}, args: [], own: {}, ...readProvenance(options) };
      const { dryRun, yes } = options;
      const client = await kit.client();
      return carryOut(applying, request, { name: command.name(), client, terminal: kit.terminal, dryRun, yes });
    },
  });
}

/** What is shown to a person: the names of steps in a file may say anything. */
function planAnew(client: TrailClient, { call }: CallPlan, { actor }: ControlRequest): Promise<CallPlan> {
  const { name, tags = {}, ...fields } = call;
  return client.plan<string>(name, tags as Tags, { ...fields, ...(actor !== undefined && { actor }) });
}

async function readPlan(file: string): Promise<CallPlan> {
  const plan = planIn(await readText(file), file);
  if (!isCallPlan(plan)) throw usageError(`Expected ${file} to hold a plan, as \`plan … --json\` prints one.`);
  return plan;
}

async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw usageError(`Expected a plan in ${file}: ${messageOf(error)}`);
  }
}

/** A plan as it is printed stands in a document with the version of its form. */
function planIn(json: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  } catch (error) {
    throw usageError(`Expected ${file} to hold JSON: ${messageOf(error)}`);
  }
}
