import { AutoTrailError, type JsonValue } from '@autotrail/core';
import type { OpenPrompt } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { addCommand, type CommandCall } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { addProvenanceOptions, type ProvenanceOptions, readProvenance, userName } from './provenance.js';
import { questionText } from './question-text.js';
import { describeSelector, readStepNumber } from './selector.js';
import { readTypedAnswer } from './typed-answer.js';
import { addAnswerTypeOption, readTypedValue, type ValueType } from './typed-value.js';

/** How the value of a reply is typed. */
export interface ValueOptions {
  readonly yes?: true;
  readonly no?: true;
  /** @default what the prompt takes */
  readonly type?: ValueType;
  /** Who answers: not everybody may answer every prompt. */
  readonly actor?: string;
}

interface ReplyOptions extends ProvenanceOptions, Omit<ValueOptions, 'actor'> {
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
      const value = await readValue(call, prompt, client);
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
  addAnswerTypeOption(command);
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
  prompt: OpenPrompt,
  client: TrailClient,
): Promise<JsonValue> {
  const { id, choices = [] } = prompt;
  const { yes = false, no = false, type, actor = userName() } = options;
  const [, text] = args;
  if ([yes, no, text !== undefined].filter(Boolean).length > 1) throw usageError('Expected one answer: a value, --yes or --no.');
  if (yes || no) return yes;
  if (text === undefined && !terminal.canAsk) throw cliError('AUTOTRAIL_NO_VALUE');
  const typed = text ?? (await terminal.ask(questionText(prompt)));
  if (type !== undefined) return readTypedValue(typed, type);
  return readTypedAnswer(typed, choices, (value) => takes(client.reply(id, value, { dryRun: true, actor })));
}

/** Whether a prompt takes an answer, as far as the answer itself goes: what else is wrong is told by answering. */
async function takes(answering: Promise<unknown>): Promise<boolean> {
  try {
    await answering;
    return true;
  } catch (error) {
    const cause = AutoTrailError.is(error) ? error.cause : undefined;
    return !AutoTrailError.is(cause) || cause.code !== 'AUTOTRAIL_ANSWER_REFUSED';
  }
}
