import type { JsonValue } from '@autotrail/core';
import type { ControlResult } from '@autotrail/layer1';
import type { Selector } from '@autotrail/layer2';
import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';
import type { InteractiveTrail } from './interactive-trail.js';
import { readSelector } from './selector-words.js';

/** A command for people who do not write JavaScript: what `.help` says, and what it does with the rest of the line. */
export interface DotCommand {
  readonly help: string;
  readonly run: (trail: InteractiveTrail, text: string) => Promise<unknown>;
}

/** The methods that a dot command of the same name calls with steps. */
const STEERING = {
  pause: 'Hold steps when they are reached',
  resume: 'Let held, failed and interrupted steps run',
  skip: 'Leave steps out; what comes after them goes on',
  unskip: 'Take back .skip',
  block: 'Leave steps out, and all that comes after them',
  unblock: 'Take back .block',
  interrupt: 'End running steps',
} as const;

/** The dot commands of the REPL. Steps: a number, a name, `key=text`, `key:=json`, or `all`. */
export const DOT_COMMANDS: Readonly<Record<string, DotCommand>> = {
  status: {
    help: 'Show what has become of steps: .status [steps]',
    run: (trail, text) => trail.status(readOptionalSelector(text)),
  },
  steps: { help: 'Show steps with their tags: .steps [steps]', run: (trail, text) => trail.list(readOptionalSelector(text)) },
  prompts: { help: 'Show what the steps ask', run: (trail) => trail.stepsWaitingForUserInput() },
  reply: { help: 'Answer a prompt, by its id or step number: .reply <prompt> <JSON or text>', run: replyTo },
  start: { help: 'Start the trail', run: (trail) => trail.start() },
  next: { help: 'Let the next held steps run: .next [count]', run: (trail, text) => trail.nextStep(readCount(text)) },
  ...steeringCommands(),
  note: { help: 'Note something in the history: .note <text>', run: (trail, text) => trail.note(readText(text)) },
  history: { help: 'Show what has happened', run: (trail) => trail.history() },
  stop: { help: 'Leave out every step that has not run yet', run: (trail) => trail.stop() },
  shutdown: { help: 'End the server', run: (trail) => trail.shutdown() },
};

function steeringCommands(): Readonly<Record<string, DotCommand>> {
  const commands = Object.entries(STEERING).map(([name, help]): [string, DotCommand] => {
    const method = name as keyof typeof STEERING;
    const run = async (trail: InteractiveTrail, text: string): Promise<ControlResult | undefined> =>
      trail[method](readSelector(text));
    return [name, { help: `${help}: .${name} <steps>`, run }];
  });
  return Object.fromEntries(commands);
}

function readOptionalSelector(text: string): Selector {
  return text.trim() === '' ? {} : readSelector(text);
}

function readCount(text: string): number {
  if (text.trim() === '') return 1;
  if (/^\s*[1-9]\d*\s*$/.test(text)) return Number(text);
  throw helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected: 'a number of steps', found: showValue(text) });
}

function readText(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected: 'a text', found: 'nothing' });
}

async function replyTo(trail: InteractiveTrail, text: string): Promise<unknown> {
  const [, prompt, value] = /^(\S+)\s+(.+)$/s.exec(text.trim()) ?? [];
  if (prompt === undefined || value === undefined) {
    throw helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected: 'a prompt and a value', found: showValue(text) });
  }
  return trail.reply(await promptId(trail, prompt), readValue(value));
}

/** A step stands for its prompt as long as it has just one: an answer must not reach another question. */
async function promptId(trail: InteractiveTrail, text: string): Promise<string> {
  if (!/^\d+$/.test(text)) return text;
  const [step] = await trail.client.status({ n: Number(text) }, { fields: ['prompts'] });
  const [prompt, ...others] = step?.prompts ?? [];
  if (prompt !== undefined && others.length === 0) return prompt.id;
  const found = `one with ${prompt === undefined ? 'none' : others.length + 1}`;
  throw helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected: `a step with one open prompt as ${text}`, found });
}

function readValue(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
