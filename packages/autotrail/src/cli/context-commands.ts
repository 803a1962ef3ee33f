import type { JsonValue } from '@autotrail/core';
import { jsonText } from '@autotrail/helpers';
import type { Command } from 'commander';
import { addCommand, tellUsageErrors } from './add-command.js';
import { carryOut } from './carry-out.js';
import type { CommandKit } from './command-kit.js';
import { addProvenanceOptions, type ProvenanceOptions, readProvenance } from './provenance.js';
import { addTypeOption, readTypedValue, type ValueType } from './typed-value.js';

interface SetOptions extends ProvenanceOptions {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly type: ValueType;
}

/** Adds `context get` and `context set`: what actions share, where the server allows it. */
export function addContextCommands(program: Command, kit: CommandKit): void {
  const context = program
    .command('context')
    .description('look at the context that actions share, or change it, where that is allowed');
  tellUsageErrors(context, kit.terminal);
  addCommand(context, kit.terminal, {
    usage: 'get [key]',
    description: 'print the context, or what stands at a path of keys such as db.host',
    perform: async ({ args: [key] }) => {
      const data = await (await kit.client()).context(key);
      return { data, lines: contextLines(data) };
    },
  });
  addCommand<SetOptions>(context, kit.terminal, {
    usage: 'set <key> <value>',
    description: 'put a value into the context, and tell which steps have gone by what was there before',
    configure: (command) => {
      addTypeOption(command);
      command.option('--dry-run', 'tell which steps have gone by what is there, and change nothing');
      command.option('--yes', 'act without being asked; needed off a terminal');
      addProvenanceOptions(command);
    },
    perform: async ({ args: [key = '', text = ''], options }) => {
      const value = readTypedValue(text, options.type);
      const request = { selector: {}, args: [], own: {}, ...readProvenance(options) };
      const { dryRun, yes } = options;
      return carryOut(setting(key, value), request, {
        name: 'context set',
        client: await kit.client(),
        terminal: kit.terminal,
        dryRun,
        yes,
      });
    },
  });
}

function setting(key: string, value: JsonValue): Parameters<typeof carryOut>[0] {
  return {
    description: `put ${JSON.stringify(value)} into the context at ${key}; the steps it affects are those that have gone by what is there`,
    mayAffectNothing: true,
    tell: (_, { dryRun }) => {
      const said = JSON.stringify(value);
      const [is, was] = dryRun ? [`would be ${said}`, 'is'] : [`is ${said}`, 'was'];
      return `${key} ${is}; the steps above, if any, have gone by what it ${was}`;
    },
    call: async (client, request) => {
      const { readBy, revision } = await client.setContext(key, value, request);
      return { affected: readBy, refused: [], data: { readBy, revision } };
    },
  };
}

function contextLines(data: JsonValue): readonly string[] {
  if (typeof data !== 'object' || data === null) return [jsonText(data)];
  return JSON.stringify(data, null, 2).split('\n');
}
