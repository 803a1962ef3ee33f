import type { Command } from 'commander';
import { cliError } from '../errors.js';
import { addCommand } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { addProvenanceOptions, type ProvenanceOptions, readProvenance } from './provenance.js';
import { addSelectorOptions, describeSelector, readSelector } from './selector.js';
import { addTagSwitches } from './tag-switches.js';

/** Adds `note`: a remark in the trail's history. */
export function addNoteCommand(program: Command, kit: CommandKit): void {
  addCommand<ProvenanceOptions>(program, kit.terminal, {
    usage: 'note <text>',
    description: 'note something in the history, about steps or, if none are chosen, about the trail as a whole',
    configure: (command) => {
      addSelectorOptions(command);
      addProvenanceOptions(command);
      addTagSwitches(command, kit.tags);
    },
    perform: async ({ args: [text = ''], command, options }) => {
      const selector = readSelector(command);
      const isOfTrail = Object.keys(selector).length === 0;
      const client = await kit.client();
      const { affected, revision } = await client.note(text, isOfTrail ? null : selector, readProvenance(options));
      if (!isOfTrail && affected.length === 0) throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
      const about = isOfTrail ? 'the trail' : affected.map(({ n, name }) => `${n} ${name}`).join(', ');
      return { data: { affected, revision }, talk: [`Noted about ${about}.`] };
    },
  });
}
