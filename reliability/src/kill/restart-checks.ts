import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Connection } from '@autotrail/core/socket';
import { type HistoryPage, type StatusKey, statusOf } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import { unlessGone } from '../support/unless-gone.js';
import type { CommandLog, SentCommand } from './command-log.js';
import type { RunWatch } from './run-watch.js';
import type { Tally } from './tally.js';

/** What is compared of every step. */
const FIELDS: readonly StatusKey[] = [
  'n',
  'name',
  'state',
  'cause',
  'by',
  'since',
  'until',
  'attempt',
  'attempts',
  'provenance',
  'waitsFor',
  'returnValue',
  'prompts',
  'inputMessages',
];
/** Commands that were acknowledged and are given again. */
const REPEATED = 8;
/** Records before the newest that are read again, and how often all of them are. */
const READ_AGAIN = 100;
const READ_ALL = 0.1;

/** What a restarted server is checked with. */
export interface RestartParts {
  readonly connection: Connection;
  readonly watch: RunWatch;
  readonly log: CommandLog;
  readonly random: Random;
  readonly tally: Tally;
}

/** Checks that a server shows what its journal says, and knows what it was told before. Ends early if the server dies. */
export async function checkRestarted(parts: RestartParts): Promise<void> {
  if (!(await checkStatus(parts))) return;
  const { random, watch } = parts;
  const from = random.chance(READ_ALL) ? 0 : Math.max(0, watch.revision - READ_AGAIN);
  if (!(await checkHistory(parts, from))) return;
  if (!(await checkDecisions(parts))) return;
  await repeatCommands(parts);
}

/** What is shown is what the journal says, at one of the revisions that it may speak of. Answers whether the server lives. */
async function checkStatus({ connection, watch, tally }: RestartParts): Promise<boolean> {
  const fields = { tags: {}, states: [], status_fields: FIELDS as readonly string[] };
  const answer = await unlessGone(connection.request('status', fields));
  if (answer === null) return false;
  const from = Number(connection.hello.revision);
  const shown = JSON.stringify(answer.result);
  let isFound = false;
  const compare = (): void => {
    const { trail } = watch;
    if (trail === null || watch.revision < from || isFound) return;
    isFound = JSON.stringify(trail.steps.map((step) => statusOf(trail, step, FIELDS))) === shown;
  };
  compare();
  watch.catchUp(compare);
  if (watch.revision < from)
    tally.breach('untrue', `the server speaks of revision ${from}, the journal ends with ${watch.revision}`);
  if (!isFound)
    tally.breach('untrue', `${watch.file} up to ${watch.revision} never was what the server shows from ${from} on: ${shown}`);
  return true;
}

/** The history that is told is the journal, without a gap. Answers whether the server lives. */
async function checkHistory({ connection, watch, tally }: RestartParts, from: number): Promise<boolean> {
  const told: JsonValue[] = [];
  for (let next: number | null = from; next !== null; ) {
    const answer = await unlessGone(connection.request('history', { from: next, limit: 1_000 }));
    if (answer === null) return false;
    if (answer.error !== null) {
      tally.breach('untrue', `the history cannot be told: ${answer.error.message}`);
      return true;
    }
    const page = answer.result as unknown as HistoryPage;
    told.push(...(page.records as unknown as JsonValue[]));
    next = page.next;
  }
  watch.catchUp();
  told.forEach((record, k) => {
    if (JSON.stringify(record) !== JSON.stringify(watch.records[from + k]))
      tally.breach('untrue', `the history tells at ${from + k}: ${JSON.stringify(record)}`);
  });
  const durable = Number(connection.hello.revision);
  if (from + told.length <= durable) tally.breach('untrue', `the history ends before revision ${durable}`);
  return true;
}

/** Limits and the context are what the operators of servers before have made them; those of this one have not begun. */
async function checkDecisions({ connection, watch, tally }: RestartParts): Promise<boolean> {
  const described = await unlessGone(connection.request('describe', { tags: null }));
  const context = await unlessGone(connection.request('context', { key: null }));
  if (described === null || context === null) return false;
  const { limits } = described.result as JsonObject;
  if (!isDeepStrictEqual(limits, watch.trail?.limits))
    tally.breach('lost', `the limits are ${JSON.stringify(limits)}, and were ${JSON.stringify(watch.trail?.limits)}`);
  const { told = {} } = context.result as JsonObject;
  const values = Object.fromEntries([...watch.told].map(([key, value]) => [key.slice('told.'.length), value]));
  if (!isDeepStrictEqual(told, values))
    tally.breach('lost', `operators have put ${JSON.stringify(values)} into the context, and ${JSON.stringify(told)} is there`);
  return true;
}

/** Gives commands again under their ids: those whose answer never came, and some that were acknowledged. */
async function repeatCommands({ connection, watch, log, random, tally }: RestartParts): Promise<void> {
  const acknowledged = log.with('acknowledged');
  const some = Array.from({ length: REPEATED }, () => random.pick(acknowledged)).filter((sent) => sent !== undefined);
  const unanswered = log.with('unanswered').filter((sent) => isSafe(sent, watch));
  await Promise.all([...new Set([...some, ...unanswered])].map((sent) => repeat(sent, { connection, watch, log, tally })));
}

/** A shutdown that was not kept would be one now. */
function isSafe({ name, requestId }: SentCommand, watch: RunWatch): boolean {
  return name !== 'shutdown' || watch.commands.keptAs(requestId) !== undefined;
}

async function repeat(sent: SentCommand, { connection, watch, log, tally }: Omit<RestartParts, 'random'>): Promise<void> {
  const kept = watch.commands.keptAs(sent.requestId);
  const isKnown = sent.outcome === 'acknowledged';
  if (!isKnown && kept !== undefined) tally.unansweredKept += 1;
  const answer = await unlessGone(connection.request(sent.name, { ...sent.fields, request_id: sent.requestId }));
  if (answer === null) return;
  tally.repeated += 1;
  const first = isKnown ? sent.result : kept?.answered?.result;
  const again = JSON.stringify(answer.result);
  if (first !== undefined && (answer.error !== null || again !== JSON.stringify(first)))
    tally.breach('twice', `${sent.requestId} was answered ${JSON.stringify(first)} first, and then ${JSON.stringify(answer)}`);
  if (!isKnown) log.answer(sent, answer);
}
