import type { JsonValue } from '@autotrail/core';
import type { DecidedBy, JournalRecord, StepChange } from '@autotrail/layer1';
import { askedPrompts } from './asked-prompts.js';
import { callName } from './call-name.js';
import { jsonText } from './json-text.js';
import { limitText } from './limit-text.js';
import { namesText } from './names-text.js';
import { askingText, promptText } from './prompt-text.js';
import { decidedText } from './reason-text.js';
import { survivorsText } from './survivors-text.js';

/** How {@link eventTexts} and {@link recordText} tell what happened. */
export interface EventWords {
  /** What a step is called. */
  readonly nameOf: (n: number) => string;
  /** Whether it is told who did it, besides why. @default true */
  readonly hasActor?: boolean;
  /** Whether it is told what was answered, sent and set: it may be nobody's business. @default false */
  readonly hasValues?: boolean;
}

type Recorded = JournalRecord['event'];
type Of<T extends Recorded['type']> = Extract<Recorded, { readonly type: T }>;

/** What happened; what was said with it, behind who did it; and what else is told of it, each for itself. */
interface Told {
  readonly what: string;
  readonly said?: string;
  readonly more?: readonly string[];
}

type Teller<E> = (event: E, words: EventWords, changes: readonly StepChange[]) => Told;
type Tellers = { readonly [T in Recorded['type']]: Teller<Of<T>> };

const TELLERS: Tellers = {
  created: ({ run, trail, definition }) => ({
    what: `run ${run} of ${trail} begun, ${countOf(definition.steps.length, 'step')}`,
  }),
  resumed: resumedTold,
  command: commandTold,
  message: ({ steps, message }, words) => ({ what: `message to ${namesOf(steps, words)}`, ...saidOf(message, words) }),
  reply: ({ promptId, value }, words) => {
    const step = words.nameOf(Number.parseInt(promptId, 10));
    return { what: `reply to ${promptId} of ${step}`, ...saidOf(value, words) };
  },
  note: ({ steps, text }, words) => ({ what: steps.length === 0 ? 'note' : `note on ${namesOf(steps, words)}`, said: text }),
  shutdown: () => ({ what: 'shutdown' }),
  prompt: (event, { nameOf }, changes) => {
    const { promptId: id, message } = event;
    const [prompt = { id, message }] = askedPrompts({ event, changes });
    return { what: askingText(nameOf(event.n), prompt) };
  },
  ended: endedTold,
  survivors: ({ n, attempt, processes }, { nameOf }) => ({ what: `${nameOf(n)}: ${survivorsText(processes, attempt)}` }),
  limit: (event) => ({ what: `limit: ${limitText(event)}` }),
  context: ({ key, value }, words) => ({ what: `context: ${key} was set`, ...saidOf(value, words) }),
  withdrawn: ({ n, promptId }, { nameOf }) => ({ what: `${nameOf(n)}: ${promptId} is withdrawn` }),
  timer: timerTold,
};

/**
 * What an event of a trail's journal tells a person: what happened, why as its operator said, and what was said with it. Only that a
 * run is gone on with takes more than one text. They are as they come, so {@link printable} is for whoever shows them.
 *
 * @example
 * const event = { type: 'command', call: 'pause', moves: [{ row: 'pause', steps: [2] }], actor: 'ann', reason: 'lunch' } as const;
 * eventTexts({ event, changes: [] }, { nameOf: () => 'deploy' }); // ['pause deploy (ann: lunch)']
 */
export function eventTexts(
  { event, changes }: Pick<JournalRecord, 'event' | 'changes'>,
  words: EventWords,
): readonly [string, ...string[]] {
  // A server of a newer version may note what is not known here.
  const tell = Object.hasOwn(TELLERS, event.type) ? (TELLERS[event.type] as Teller<Recorded>) : null;
  const { what, said, more = [] } = tell === null ? { what: String(event.type) } : tell(event, words, changes);
  const who = whoOf(event, words);
  return [`${what}${who === '' ? '' : ` (${who})`}${said === undefined ? '' : `: ${said}`}`, ...more];
}

function whoOf(event: Recorded, { hasActor = true }: EventWords): string {
  const { actor, reason }: DecidedBy = 'actor' in event || 'reason' in event ? event : {};
  return decidedText({ ...(hasActor && actor !== undefined && { actor }), ...(reason !== undefined && { reason }) });
}

function commandTold({ call, moves, until, value }: Of<'command'>, words: EventWords): Told {
  const steps = [...new Set(moves.flatMap((move) => move.steps))];
  const isBelow = moves.some(({ row }) => row === 'rerun_below');
  const name = `${callName(call)}${isBelow ? ' --below' : ''}`;
  if (steps.length === 0) return { what: name, said: 'no step affected' };
  const date = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
  return { what: `${name} ${namesOf(steps, words)}${date}`, ...(value !== undefined && saidOf(value, words)) };
}

function resumedTold({ attempts, transformed, policies }: Of<'resumed'>, words: EventWords): Told {
  return {
    what: 'gone on with by a new server',
    more: [
      ...attempts.map(({ n, attempt, fate }) => `${words.nameOf(n)}: attempt ${attempt} ${fate}`),
      ...transformed.map(({ to, steps }) => `put into ${to}: ${namesOf(steps, words)}`),
      ...policies.map((policy) => `options changed: ${policy}`),
    ],
  };
}

function endedTold({ n, attempt, outcome }: Of<'ended'>, { nameOf }: EventWords, changes: readonly StepChange[]): Told {
  const wasEnded = changes.some((change) => change.n === n && change.ending === null);
  return { what: `${nameOf(n)}: attempt ${attempt} ${wasEnded ? goneText(outcome) : howText(outcome)}` };
}

/** Of an attempt that was ended nobody asks whether it succeeded. */
function goneText(outcome: Of<'ended'>['outcome']): string {
  return outcome.ok || outcome.error.code === 'AUTOTRAIL_ATTEMPT_OVER' ? 'is gone' : `is gone: ${outcome.error.message}`;
}

function howText(outcome: Of<'ended'>['outcome']): string {
  return outcome.ok ? 'has succeeded' : `has failed: ${outcome.error.message}`;
}

function timerTold(event: Of<'timer'>, { nameOf }: EventWords, changes: readonly StepChange[]): Told {
  const { timer } = event;
  const step = nameOf(timer.n);
  switch (timer.kind) {
    case 'prompt':
      return { what: `${step}: the time to answer ${timer.promptId} is over` };
    case 'reminder': {
      const [prompt] = askedPrompts({ event, changes });
      return { what: `${step} still asks (${timer.promptId})`, ...(prompt && { said: promptText(prompt) }) };
    }
    case 'grace':
      return { what: `${step}: attempt ${timer.attempt} has not ended in time` };
    case 'attempt':
      return { what: `${step}: attempt ${timer.attempt} has taken too long` };
    case 'wait':
      return { what: `${step}: its wait is over` };
    default:
      // Of a newer version, too.
      return { what: 'timer' };
  }
}

function namesOf(steps: readonly number[], { nameOf }: EventWords): string {
  return namesText(steps.map(nameOf));
}

function saidOf(value: JsonValue, { hasValues = false }: EventWords): Pick<Told, 'said'> {
  return hasValues ? { said: jsonText(value) } : {};
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
