/** Leads a person through the runbook: `npm start` through all of it, `npm start 2` through the first two instructions. */
import { AutoTrailError, StepState, TrailClient, TrailServer } from 'autotrail';
import { type Move, moveSite } from './move-site.js';
import { personHere } from './person.js';
import { runbook } from './runbook.js';

const { ToPause, Paused, PausedOnFail } = StepState;
const HELD: readonly StepState[] = [ToPause, Paused, PausedOnFail];

const count = Number(process.argv[2] ?? Number.POSITIVE_INFINITY);
try {
  if (count >= 1) await moveTheSite();
  else fail(`Expected a number of instructions from 1 up, got ${process.argv[2]}.`);
} catch (error) {
  if (!AutoTrailError.is(error)) throw error;
  fail(error.message);
}

async function moveTheSite(): Promise<void> {
  const context: Move = { site: 'example.org', from: 'old-1', to: 'new-1' };
  await using server = new TrailServer(moveSite, { name: 'move-site', context });
  await server.start();
  const client = new TrailClient(server.socketFile);
  // Every instruction waits until it is asked for.
  const { affected: steps } = await client.pause();
  await client.start();

  const leave = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leave.abort());
  const isThrough = await runbook(client, personHere(steps.length, leave.signal), count);
  leave.abort();
  if (isThrough) console.log(`\n${await whatIsLeft(client)}`);
  else fail(`\nLeft early. ${await whatIsLeft(client)}`);
}

async function whatIsLeft(client: TrailClient): Promise<string> {
  const steps = await client.status();
  const left = steps.filter(({ state, waitingForResponse }) => HELD.includes(state) || waitingForResponse !== null);
  return left.length === 0 ? 'All instructions are done.' : `Still to do: ${left.map(({ name }) => name).join(', ')}.`;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
