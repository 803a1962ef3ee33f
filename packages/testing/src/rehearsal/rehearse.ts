import { describeValue } from '@autotrail/core';
import type { Definition, TrailDescription } from '@autotrail/layer1';
import { layer1Error, testingError } from '../errors.js';
import { attend, type OperatorDeed } from '../operator/attend.js';
import { OperatorScript, type ScriptedAnswer } from '../operator/operator-script.js';
import { checkMeant, type WhichSteps } from '../which-steps.js';
import type { Rehearsal } from './rehearsal.js';
import { RehearsalStage, type TrailShape } from './rehearsal-stage.js';
import { reportOn } from './report-on.js';
import { checkStandIns, type StandInOptions } from './stand-ins.js';

/** How a trail is rehearsed: what shapes it, as `TrailServer` takes it, what stands in for its actions, and what a person would do. */
export interface RehearsalOptions<TContext = unknown> extends TrailShape<TContext>, StandInOptions<TContext> {
  /** What prompts are answered, by the names of their steps. @default nothing */
  readonly answers?: Readonly<Record<string, ScriptedAnswer>>;
  /**
   * Steps that the person gives up, as `fail` of a client does, when they are paused due to failure, by name or tags: they have then
   * Failed, and what handles their failure goes on. @default none
   */
  readonly giveUp?: readonly WhichSteps[];
  /**
   * Adds further rules to the script of the person.
   *
   * @default the person just starts the trail, gives the `answers`, and does what `giveUp` says
   * @example
   * { operator: (script) => script.onFailure('deploy', (step) => step.skip()) }
   */
  readonly operator?: (script: OperatorScript) => unknown;
  /** When the rehearsal begins, in milliseconds since the epoch. @default now */
  readonly startAt?: number;
  /** The time that may pass on the clock of the rehearsal, in milliseconds. Minimum 0. @default a year */
  readonly maxMs?: number;
  /** How many events there may be. Minimum 1. @default 100000 */
  readonly maxEvents?: number;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;

/**
 * Runs a whole trail in memory, at once, and tells how it went. No action is run, nor `before`, `after` and `onFailure`: stand-ins are,
 * which succeed unless they are told otherwise. Time passes on a clock of its own, so that retries, time limits and holds take none.
 *
 * What an action offers as `rehearse` is run. Commands and instructions offer that: a function of yours that makes the command or the
 * text is called with the environment and the context, and does here whatever else it does. What any other function would do, and what
 * it would ask, is not known: `notRun` names its step.
 *
 * It ends where the trail is finished, or where only a person could help whom the script has no rule for.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_STEP` and `AUTOTRAIL_BAD_OPTION` before anything is run; what `TrailServer` throws about the
 * definition and its options; `AUTOTRAIL_REHEARSAL_ENDLESS`; `AUTOTRAIL_CALL_REFUSED` for an answer that its prompt does not take;
 * `AUTOTRAIL_OPERATOR_IDLE`
 * @example
 * const { outcome, waitsFor } = await rehearse(definition, { fail: ['deploy'], answers: { check: true } });
 */
export async function rehearse<TContext>(
  definition: Definition<TContext>,
  options: RehearsalOptions<TContext> = {},
): Promise<Rehearsal> {
  const { fail, failures, durations, actions, answers = {}, giveUp = [], operator, startAt = Date.now(), ...rest } = options;
  const { maxMs = YEAR_MS, maxEvents = 100_000, ...shape } = rest;
  checkNumber('startAt', startAt, 0);
  const limits = { maxMs: checkNumber('maxMs', maxMs, 0), maxEvents: checkNumber('maxEvents', maxEvents, 1) };
  const standIns = given({ fail, failures, durations, actions });
  const script = scriptOf({ answers, giveUp, operator });
  const stage = new RehearsalStage(definition, { shape: shape as TrailShape<TContext>, standIns, startAt });
  try {
    await stage.open();
    const steps = await stage.client.list();
    checkStandIns(standIns, steps);
    for (const name of Object.keys(answers)) checkMeant('`answers`', name, steps);
    for (const which of giveUp) checkMeant('`giveUp`', which, steps);
    for (const which of script.named) checkMeant('`operator`', which, steps);
    const deeds: OperatorDeed[] = [];
    await stage.client.start();
    const description = await playOut(stage, { limits, script, deeds });
    return await reportOn(stage, description, { deeds, unusedAnswers: script.unusedAnswers });
  } finally {
    await stage.close();
  }
}

interface Limits {
  readonly maxMs: number;
  readonly maxEvents: number;
}

interface Play {
  readonly limits: Limits;
  readonly script: OperatorScript;
  readonly deeds: OperatorDeed[];
}

/** Lets the person act before time passes, and time pass only where it helps. Answers how the trail is where neither does any longer. */
async function playOut<TContext>(stage: RehearsalStage<TContext>, { limits, script, deeds }: Play): Promise<TrailDescription> {
  const { client, clock, journal } = stage;
  for (;;) {
    await stage.settle(limits.maxEvents);
    if (journal.records.length > limits.maxEvents) throw endless(`${limits.maxEvents} events`);
    if (stage.isFinished) return client.describe();
    if (journal.asksForPerson) {
      const { hasActed } = await attend({ client, script, actor: null, onDeed: (deed) => deeds.push(deed) });
      if (hasActed) continue;
      const description = await client.describe();
      if (!isHelpedByTime(description)) return description;
    }
    const { nextAt } = clock;
    if (nextAt === null) return client.describe();
    if (nextAt - stage.startAt > limits.maxMs) throw endless(`${limits.maxMs} ms`);
    clock.advance(nextAt - clock.now());
  }
}

/** Whether anything ends with time: attempts may, as long as they are to last. A reminder is no end: it brings no answer. */
function isHelpedByTime({ waitsFor }: TrailDescription): boolean {
  return waitsFor.some(({ on, until }) => on === 'worker' || until !== undefined);
}

interface ScriptParts {
  readonly answers: Readonly<Record<string, ScriptedAnswer>>;
  readonly giveUp: readonly WhichSteps[];
  readonly operator: RehearsalOptions['operator'] | undefined;
}

function scriptOf({ answers, giveUp, operator }: ScriptParts): OperatorScript {
  const script = new OperatorScript();
  for (const [name, answer] of Object.entries(answers)) script.answer(name, answer);
  for (const which of giveUp) script.onFailure(which, (step) => step.fail());
  operator?.(script);
  return script;
}

/** What was not given is left out: `undefined` would be a value of its own. */
function given<TContext>(
  options: { readonly [K in keyof StandInOptions]: StandInOptions<TContext>[K] | undefined },
): StandInOptions<TContext> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function checkNumber(option: string, value: number, minimum: number): number {
  if (typeof value === 'number' && value >= minimum) return value;
  const expected = `a number from ${minimum} up`;
  throw layer1Error('AUTOTRAIL_BAD_OPTION', { option, owner: 'a rehearsal', expected, found: describeValue(value) });
}

function endless(passed: string): Error {
  return testingError('AUTOTRAIL_REHEARSAL_ENDLESS', { passed });
}
