import type { ControlResult } from '@autotrail/layer1';
import type { Selector } from '@autotrail/layer2';
import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';
import type { InteractiveTrail } from './interactive-trail.js';
import { readValue, replyTo } from './reply-command.js';
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
  fail: 'Give up steps that are paused due to failure or interrupted',
} as const;

/** The dot commands of the REPL. Steps: a number, a name, `key=text`, `key:=json`, or `all`. */
export const DOT_COMMANDS: Readonly<Record<string, DotCommand>> = {
  status: {
    help: 'Show what has become of steps: .status [steps]',
    run: (trail, text) => trail.status(readOptionalSelector(text)),
  },
  steps: { help: 'Show steps with their tags: .steps [steps]', run: (trail, text) => trail.list(readOptionalSelector(text)) },
  describe: {
    help: 'Show what the trail is and waits for, or all about steps: .describe [steps]',
    run: (trail, text) => trail.describe(text.trim() === '' ? null : readSelector(text)),
  },
  prompts: { help: 'Show what the steps ask', run: (trail) => trail.stepsWaitingForUserInput() },
  reply: { help: 'Answer a prompt, by its id or step number: .reply <prompt> <choice, JSON or text>', run: replyTo },
  start: { help: 'Start the trail', run: (trail) => trail.start() },
  next: { help: 'Let the next held steps run: .next [count]', run: (trail, text) => trail.nextStep(readCount(text)) },
  ...steeringCommands(),
  rerun: { help: 'Run steps again that are over, with --below all after them too: .rerun [--below] <steps>', run: rerun },
  done: {
    help: 'Say that failed, held or interrupted steps were done by hand: .done <steps>',
    run: (trail, text) => trail.markDone(readSelector(text)),
  },
  limit: { help: 'Have at most so many of these steps run at a time: .limit <count or none> <steps>', run: limit },
  context: { help: 'Show the context, or put a value into it: .context [key [JSON or text]]', run: context },
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

async function rerun(trail: InteractiveTrail, text: string): Promise<unknown> {
  const [, below, steps = ''] = /^\s*(--below(?!\S))?(.*)$/s.exec(text) ?? [];
  return trail.rerun(readSelector(steps), { below: below !== undefined });
}

async function limit(trail: InteractiveTrail, text: string): Promise<unknown> {
  const [, most, steps = ''] = /^\s*(\d{1,15}|none)(?!\S)(.*)$/s.exec(text) ?? [];
  if (most === undefined)
    throw helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected: 'a count or none', found: showValue(text) });
  return trail.setLimit(most === 'none' ? null : Number(most), readSelector(steps));
}

async function context(trail: InteractiveTrail, text: string): Promise<unknown> {
  const [key, value] = /^(\S+)(?:\s+(.+))?$/s.exec(text.trim())?.slice(1) ?? [];
  return key === undefined || value === undefined ? trail.context(key) : trail.setContext(key, readValue(value));
}
