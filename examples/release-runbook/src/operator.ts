/**
 * The operator: a process of its own that knows no more of the trail than its socket. It tells on the terminal what happens, and
 * steers: what is slow and what is final is held, and decided on when the trail has come to it.
 */
import { type CommandOptions, StepState, TrailClient } from 'autotrail';
import { Narrator } from './narrator.js';
import { recordsUntilOver } from './records-until-over.js';
import { askYesOrNo, isTerminal } from './terminal.js';

const client = new TrailClient(process.argv[2] ?? '');
const names = (await client.list()).map(({ name }) => String(name));
let question = new AbortController();
let answering = Promise.resolve();

await Promise.all([follow(), begin()]);
await client.close();

async function begin(): Promise<void> {
  // follow() has asked for the events before this: once the server answers it, none of what comes now is missed.
  await client.ping();
  await client.pause({ optional: true }, by('to decide when it is reached'));
  await client.pause({ name: 'publish' }, by('until it is confirmed'));
  await client.start(by('all is set'));
}

async function follow(): Promise<void> {
  const narrator = new Narrator(client, names);
  for await (const record of recordsUntilOver(client)) {
    const { event, changes } = record;
    if (changes.some(({ prompts }) => prompts !== undefined)) await closeQuestion();
    await narrator.tell(record);
    if (event.type === 'prompt') answering = answer(event.promptId);
    for (const { n, state } of changes) if (state === StepState.Paused) await decide(String(names[n]));
  }
}

async function decide(name: string): Promise<void> {
  if (name === 'publish') await client.resume({ name }, by('it is confirmed'));
  else await client.skip({ name }, by('the quick tests will do'));
}

/** The person at the terminal answers; where there is none, the operator says yes. */
async function answer(promptId: string): Promise<void> {
  question = new AbortController();
  const value = isTerminal ? await askYesOrNo(question.signal) : true;
  if (question.signal.aborted) return;
  await client.reply(promptId, value, isTerminal ? { actor: 'you' } : by('nobody sits at a terminal'));
}

/** Nobody is asked any longer what was answered elsewhere, or is not to be known any more. */
async function closeQuestion(): Promise<void> {
  question.abort();
  await answering;
}

function by(reason: string): CommandOptions {
  return { actor: 'operator', reason };
}
