import type { JsonValue } from '@autotrail/core';
import { type JournalRecord, type StepChange, StepState, type TrailEvent } from '@autotrail/layer1';
import { jsonText } from './json-text.js';
import { lastChanges } from './last-changes.js';
import { describeSelector } from './selector.js';
import { processText } from './status-lines.js';

/** What texts of records are made with. */
export interface RecordWords {
  /** What a step is called. */
  readonly nameOf: (n: number) => string;
  /** Whether what operators answered and sent is told, too: it may be nobody's business. */
  readonly isVerbose: boolean;
}

type Recorded = JournalRecord['event'];
type Of<T extends Recorded['type']> = Extract<Recorded, { readonly type: T }>;
type Teller<E> = (event: E, words: RecordWords, changes: readonly StepChange[]) => string;
type Tellers = { readonly [T in Recorded['type']]: Teller<Of<T>> };

/** Steps that are named; whoever moves thousands wants no list of them. */
const MOST_NAMES = 5;

const TELLERS: Tellers = {
  created: ({ run, trail, definition }) => `run ${run} of ${trail} begun, ${countOf(definition.steps.length, 'step')}`,
  resumed: resumedText,
  command: ({ call, moves }, words) => joined(call, namesOf([...new Set(moves.flatMap(({ steps }) => steps))], words)),
  message: ({ steps, message }, words) => `message to ${namesOf(steps, words)}${said(message, words)}`,
  reply: ({ promptId, value }, words) =>
    `reply to ${promptId} of ${words.nameOf(Number.parseInt(promptId, 10))}${said(value, words)}`,
  note: ({ steps, text }, words) => `note${steps.length === 0 ? '' : ` on ${namesOf(steps, words)}`}: ${text}`,
  shutdown: () => 'shutdown',
  prompt: ({ n, promptId, message }, words) => `${words.nameOf(n)} asks (${promptId}): ${jsonText(message)}`,
  ended: endedText,
  survivors: ({ n, attempt, processes }, words) =>
    `${words.nameOf(n)} attempt ${attempt}: ${processes.length === 0 ? 'its processes are gone' : processes.map(processText).join(', ')}`,
  limit: ({ tags, most }) => `limit of ${describeSelector(tags)}: ${most ?? 'none'}`,
  context: ({ key, value }, words) => `context: ${key}${said(value, words)}`,
  withdrawn: ({ n, promptId }, words) => `${words.nameOf(n)} wants no answer to ${promptId} any longer`,
  timer: ({ timer }, words) => timerText(timer, words),
};

function timerText(timer: Of<'timer'>['timer'], { nameOf }: RecordWords): string {
  const name = nameOf(timer.n);
  switch (timer.kind) {
    case 'prompt':
      return `the time to answer ${timer.promptId} of ${name} is over`;
    case 'reminder':
      return `${name} still asks (${timer.promptId})`;
    case 'grace':
      return `${name} attempt ${timer.attempt} has not ended in time`;
    case 'attempt':
      return `${name} attempt ${timer.attempt} has taken too long`;
    case 'wait':
      return `the wait of ${name} is over`;
  }
}

/** What a record tells, in a line: what happened, why as its operator said, and into which states steps came by it. */
export function recordText({ event, changes }: JournalRecord, words: RecordWords): string {
  // A server of a newer version may note what is not known here.
  const tell = Object.hasOwn(TELLERS, event.type) ? (TELLERS[event.type] as Teller<Recorded>) : null;
  const head = tell === null ? String(event.type) : tell(event, words, changes);
  const reason = 'reason' in event && event.reason !== undefined ? ` (${event.reason})` : '';
  return [`${head}${reason}`, ...becameTexts(changes, words)].join('; ');
}

/** How much is told of who wanted something: as they said; also where it came from; also the path of the socket. */
export type WhoDetail = 'name' | 'source' | 'path';

/** Who wanted it: as they said, and where it came from as the server knows it. */
export function whoText(event: Recorded, detail: WhoDetail): string {
  const {
    actor,
    source,
  }: Pick<Extract<TrailEvent, { readonly type: 'command' }>, 'actor' | 'source'> = 'actor' in event || 'source' in event
    ? event
    : {};
  if (detail === 'name' && actor !== undefined) return actor;
  // The path of the socket is the same for everybody.
  const from = detail === 'path' ? source : source?.replace(/^unix:.*(#\d+)$/, 'unix$1');
  return [actor, from].filter((text) => text !== undefined).join(', ');
}

function resumedText({ attempts, transformed, policies }: Of<'resumed'>, words: RecordWords): string {
  const fates = attempts.map(({ n, attempt, fate }) => `${words.nameOf(n)} attempt ${attempt} ${fate}`);
  const moved = transformed.map(({ to, steps }) => `to ${to}: ${namesOf(steps, words)}`);
  return ['gone on with by a new server', ...fates, ...moved, ...policies].join('; ');
}

function endedText({ n, attempt, outcome }: Of<'ended'>, words: RecordWords, changes: readonly StepChange[]): string {
  const wasEnded = changes.some((change) => change.n === n && change.ending === null);
  return `${words.nameOf(n)} attempt ${attempt} ${wasEnded ? goneText(outcome) : howText(outcome)}`;
}

/** Of an attempt that was ended nobody asks whether it succeeded. */
function goneText(outcome: Of<'ended'>['outcome']): string {
  return outcome.ok || outcome.error.code === 'AUTOTRAIL_ATTEMPT_OVER' ? 'is gone' : `is gone: ${outcome.error.message}`;
}

function howText(outcome: Of<'ended'>['outcome']): string {
  return outcome.ok ? 'has succeeded' : `has failed: ${outcome.error.message}`;
}

/** States that steps came into, each with its steps. That a step waits for its turn is nothing to look at. */
function becameTexts(changes: readonly StepChange[], words: RecordWords): readonly string[] {
  const steps = new Map<string, string[]>();
  for (const { n, state, attempt } of lastChanges(changes)) {
    if (state === undefined || state === StepState.Waiting) continue;
    const name =
      state === StepState.Running && attempt !== undefined ? `${words.nameOf(n)} (attempt ${attempt})` : words.nameOf(n);
    steps.set(state, [...(steps.get(state) ?? []), name]);
  }
  return [...steps].map(([state, names]) => `${state}: ${listed(names)}`);
}

function namesOf(steps: readonly number[], { nameOf }: RecordWords): string {
  return listed(steps.map(nameOf));
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

function said(value: JsonValue, { isVerbose }: RecordWords): string {
  return isVerbose ? `: ${jsonText(value)}` : '';
}

function joined(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ');
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
