import type { JsonValue } from '@autotrail/core';
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { type ControlCall, type ControlRequest, outcomeOf } from './control-call.js';
import { limit, pause, pauseBranch } from './hold-controls.js';
import { OUTCOME_CONTROLS } from './outcome-controls.js';
import { userName } from './provenance.js';
import { addTypeOption, readTypedValue } from './typed-value.js';

/** The methods of a client that are given just a selector, with the names of their calls on the wire. */
const SELECTING = {
  resume: 'resume',
  resumeBranch: 'resume_branch',
  skip: 'skip',
  unskip: 'unskip',
  block: 'block',
  unblock: 'unblock',
  interrupt: 'interrupt',
  setPauseOnFail: 'set_pause_on_fail',
  unsetPauseOnFail: 'unset_pause_on_fail',
} as const;

type SelectingMethod = keyof typeof SELECTING;

const start: ControlCall = {
  usage: 'start',
  description: 'start the trail: nothing runs before this',
  selects: false,
  mayAffectNothing: true,
  isHarmless: true,
  call: (client, request) => outcomeOf(client.start(request)),
  planned: () => ({ name: 'start' }),
};

const resume: ControlCall = {
  usage: 'resume',
  description: 'let held, failed and interrupted steps run',
  configure: (command) => command.option('--branch', 'these steps and their whole branches'),
  selects: true,
  ...by(({ own }) => (own.branch === true ? 'resumeBranch' : 'resume')),
};

const next: ControlCall = {
  usage: 'next [count]',
  description: 'let the next held steps run, by their numbers (default: 1)',
  selects: false,
  call: (client, request) => outcomeOf(client.nextStep(countOf(request), request)),
  planned: (request) => ({ name: 'next_steps', fields: { step_count: countOf(request) } }),
};

const pauseOnFail: ControlCall = {
  usage: 'pause-on-fail <on|off>',
  description: 'have a failure of these steps pause them, so that a person decides; or not',
  selects: true,
  ...by((request) => (readOnOff(request.args[0]) ? 'setPauseOnFail' : 'unsetPauseOnFail')),
};

const send: ControlCall = {
  usage: 'send',
  description: 'send a message to running steps: it answers the oldest open prompt of each, or goes to its messages',
  aliases: ['send_message_to_steps'],
  configure: (command) => addTypeOption(command.requiredOption('--message <text>', 'the message')),
  selects: true,
  call: (client, request) => outcomeOf(client.sendMessageToSteps(messageOf(request), request.selector, request)),
  planned: (request) => ({ name: 'send_message_to_steps', fields: { message: messageOf(request), actor: userName() } }),
};

const stop: ControlCall = {
  usage: 'stop',
  description: 'leave out every step that has not run yet; what runs may finish',
  configure: (command) => command.option('--interrupt', 'interrupt what runs'),
  selects: false,
  call: async (client, { own, ...request }) => {
    const { blocked, interrupted, revision } = await client.stop({ ...request, interrupt: own.interrupt === true });
    return { affected: [...blocked, ...interrupted], refused: [], data: { blocked, interrupted, revision } };
  },
  planned: ({ own }) => ({ name: 'stop', fields: { interrupt: own.interrupt === true } }),
};

const shutdown: ControlCall = {
  usage: 'shutdown',
  description: 'end the server; what runs is interrupted',
  selects: false,
  mayAffectNothing: true,
  tell: () => 'the server ends',
  call: async (client, request) => ({ affected: [], refused: [], data: { shutdown: await client.shutdown(request) } }),
  planned: () => ({ name: 'shutdown' }),
};

/** All control commands, in the order of the help. */
export const CONTROL_CALLS: readonly ControlCall[] = [
  start,
  pause,
  resume,
  next,
  simple('skip', 'leave steps out; what comes after them goes on'),
  simple('unskip', 'take skip back, for steps that were not reached yet'),
  simple('block', 'leave steps out, and all that comes after them'),
  simple('unblock', 'take block back, for steps that were not reached yet'),
  simple('interrupt', 'end the running attempts of steps'),
  ...OUTCOME_CONTROLS,
  pauseOnFail,
  limit,
  send,
  stop,
  shutdown,
  // The names of old said what is an option or an argument now.
  pauseBranch,
  old('resume_branch', 'resume --branch', 'resumeBranch'),
  old('set_pause_on_fail', 'pause-on-fail on', 'setPauseOnFail'),
  old('unset_pause_on_fail', 'pause-on-fail off', 'unsetPauseOnFail'),
  { ...next, usage: 'next_step [count]', aliases: ['next_steps'], isHidden: true, configure: addStepCount },
];

/** What calls and plans the method that a command comes to. */
function by(methodOf: (request: ControlRequest) => SelectingMethod): Pick<ControlCall, 'call' | 'planned'> {
  return {
    call: (client, request) => outcomeOf(client[methodOf(request)](request.selector, request)),
    planned: (request) => ({ name: SELECTING[methodOf(request)] }),
  };
}

function simple(method: SelectingMethod, description: string): ControlCall {
  return { usage: method, description, selects: true, ...by(() => method) };
}

function old(usage: string, today: string, method: SelectingMethod): ControlCall {
  return { usage, description: `the same as ${today}`, isHidden: true, selects: true, ...by(() => method) };
}

function addStepCount(command: Command): void {
  command.option('--step-count <count>', 'how many');
}

function countOf({ args, own }: ControlRequest): number {
  const text = args[0] ?? own.stepCount ?? '1';
  if (!/^[1-9]\d{0,14}$/.test(text)) throw usageError(`Expected a count from 1 up, got ${text}.`);
  return Number(text);
}

function messageOf({ own: { message = '', type = 'string' } }: ControlRequest): JsonValue {
  return readTypedValue(message, type);
}

function readOnOff(word: string | undefined): boolean {
  if (word !== 'on' && word !== 'off') throw usageError(`Expected on or off, got ${word}.`);
  return word === 'on';
}
