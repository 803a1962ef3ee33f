// The process of one isolated action. Its file descriptor 3 is the channel to the server, which first says what is to be run.

import { Socket } from 'node:net';
import process from 'node:process';
import { JsonChannel } from '../json-channel.js';
import type { FromAction, RunMessage, ToAction } from '../messages.js';
import { runAction } from './run-action.js';
import { RunnerEnvironment } from './runner-environment.js';

const CHANNEL_FD = 3;

const channel = new JsonChannel<ToAction, FromAction>(new Socket({ fd: CHANNEL_FD }), hear);
const env = new RunnerEnvironment((message) => channel.send(message));

// An interrupt is said through the channel as well. Without a listener the action could not end in its own way.
process.on('SIGINT', () => {});

channel.closed.then(exit, exit);

function hear(message: ToAction): void {
  if (message.type === 'run') void run(message);
  else env.hear(message);
}

async function run(message: RunMessage): Promise<void> {
  env.begin(message.attempt);
  const answer = await runAction(message, env);
  await Promise.all([flush(process.stdout), flush(process.stderr)]);
  channel.send({ type: 'ended', answer });
  await channel.flush();
  exit();
}

/** Whatever the action has left open, timers and servers too, ends with it. */
function exit(): void {
  process.exit();
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
