import type { JsonValue } from '@autotrail/core';
import { jsonText } from '@autotrail/helpers';
import type { OpenPrompt } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { addCommand, type CommandCall } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { addProvenanceOptions, type ProvenanceOptions, readProvenance } from './provenance.js';
import { describeSelector, readStepNumber } from './selector.js';
import { addTypeOption, readTypedValue, type ValueType } from './typed-value.js';

/** How the value of a reply is typed. */
export interface ValueOptions {
  readonly yes?: true;
  readonly no?: true;
  readonly type: ValueType;
}

interface ReplyOptions extends ProvenanceOptions, ValueOptions {
  readonly dryRun?: true;
}

/** Adds `reply`: answers one prompt, and no other. */
export function addReplyCommand(program: Command, kit: CommandKit): void {
  addCommand<ReplyOptions>(program, kit.terminal, {
    usage: 'reply <prompt> [value]',
    description: 'answer a prompt, named by its id, or by the number of its step if the step has just one',
    configure: (command) => {
      addValueOptions(command);
      command.option('--dry-run', 'check that the prompt is open, and change nothing');
      addProvenanceOptions(command);
    },
    perform: async (call) => {
      const client = await kit.client();
      const prompt = await findPrompt(client, call.args[0] ?? '');
      const value = await readValue(call, prompt);
      const { dryRun = false } = call.options;
      const { requestId, ...provenance } = readProvenance(call.options);
      const identified = dryRun || requestId === undefined ? {} : { requestId };
      const { affected, revision } = await client.reply(prompt.id, value, { dryRun, ...provenance, ...identified });
      const said = `Prompt ${prompt.id} ${dryRun ? 'would be' : 'is'} answered with ${JSON.stringify(value)}.`;
      return { data: { promptId: prompt.id, value, affected, revision }, talk: [said] };
    },
  });
}

/** Adds the options that say which value a reply has. */
export function addValueOptions(command: Command): void {
  command.option('--yes', 'answer true: that an instruction was carried out').option('--no', 'answer false');
  addTypeOption(command);
}

/** A prompt may be named by its step as long as that is clear: an answer must not reach another question. */
export async function findPrompt(client: TrailClient, text: string): Promise<OpenPrompt> {
  const n = readStepNumber(text.split('.')[0] ?? '');
  const [step] = await client.status({ n }, { fields: ['state', 'prompts'] });
  if (step === undefined) throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector({ n }) });
  // An id that is not open is left to the server, which knows what became of that prompt.
  if (text.includes('.')) return step.prompts.find(({ id }) => id === text) ?? { id: text, message: '' };
  const [first, ...others] = step.prompts;
  if (first === undefined) throw cliError('AUTOTRAIL_NO_OPEN_PROMPT', { n, state: step.state });
  if (others.length > 0) throw cliError('AUTOTRAIL_WHICH_PROMPT', { n, ids: step.prompts.map(({ id }) => id).join(', ') });
  return first;
}

/** The value of a reply; a person is asked where none was typed. */
export async function readValue(
  { args, options, terminal }: CommandCall<ValueOptions>,
  { message, choices = [] }: OpenPrompt,
): Promise<JsonValue> {
  const { yes = false, no = false, type } = options;
  const [, text] = args;
  if ([yes, no, text !== undefined].filter(Boolean).length > 1) throw usageError('Expected one answer: a value, --yes or --no.');
  if (yes || no) return yes;
  if (text === undefined && !terminal.canAsk) throw cliError('AUTOTRAIL_NO_VALUE');
  const of = choices.length === 0 ? '' : `[${choices.map(jsonText).join(' / ')}] `;
  const typed = text ?? (await terminal.ask(`${jsonText(message)} ${of}`));
  // Of which type a choice is need not be said: it is plain which one is meant.
  const [value = readTypedValue(typed, type)] = choices.filter((choice) => jsonText(choice) === typed);
  return value;
}
