import type { AffectedStep, RefusedStep } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import { cliError } from '../errors.js';
import type { ControlCall, ControlOutcome, ControlRequest } from './control-call.js';
import { planLines } from './plan-lines.js';
import type { Report } from './report.js';
import { describeSelector } from './selector.js';
import type { Line, Terminal } from './terminal.js';

/** How a control command is carried out. */
export interface CarryOutOptions {
  /** What the command is called. */
  readonly name: string;
  readonly client: TrailClient;
  readonly terminal: Terminal;
  /** Looks only. @default false */
  readonly dryRun?: boolean | undefined;
  /** Acts without asking. @default false */
  readonly yes?: boolean | undefined;
}

/** What is carried out. */
export type CarriedOut = Pick<
  ControlCall,
  'description' | 'mayAffectNothing' | 'isHarmless' | Wording | 'settle' | 'check' | 'call'
>;

type Wording = 'ask' | 'tell';

/**
 * Carries a control command out: shows which steps it would affect and asks, unless told not to; then acts.
 *
 * @throws AutoTrailError `AUTOTRAIL_NOT_CONFIRMED`, `AUTOTRAIL_DECLINED`, `AUTOTRAIL_CANCELLED`, `AUTOTRAIL_NO_STEP`,
 * `AUTOTRAIL_NOTHING_AFFECTED`, and what the client throws
 */
export async function carryOut(control: CarriedOut, typed: ControlRequest, options: CarryOutOptions): Promise<Report> {
  const { name, client, dryRun = false, yes = false } = options;
  const request = control.settle?.(typed) ?? typed;
  const { requestId, ...looking } = request;
  const make = async (isDry: boolean): Promise<ControlOutcome> => {
    // A look is another call than the act, which an id would be taken for.
    const outcome = await control.call(client, isDry ? { ...looking, dryRun: true } : { ...request, dryRun: false });
    // What was done already under the same id affects nothing any longer, and is answered as it was.
    const mayBeDone = isDry && !dryRun && requestId !== undefined;
    const isInVain = outcome.affected.length === 0 && control.mayAffectNothing !== true && !mayBeDone;
    if (isInVain) throw whyInVain(outcome, request, name);
    return outcome;
  };
  const look = async (): Promise<ControlOutcome> => {
    await control.check?.(client, request);
    return make(true);
  };
  const question = control.ask?.(request) ?? control.description;
  const seen = dryRun || yes || control.isHarmless === true ? null : await confirmed(look, question, options);
  if (seen === null) await control.check?.(client, request);
  const outcome = await (seen?.act?.({ ...request, dryRun: false }) ?? make(dryRun));
  const talk = [
    tellDone(control.tell?.(request, { ...outcome, dryRun }), { outcome, name, dryRun }),
    ...refusedLines(outcome.refused),
  ];
  return { data: outcome.data, lines: outcome.affected.map(stepLine), talk };
}

/** What a person was shown, and has agreed to. */
async function confirmed(
  look: () => Promise<ControlOutcome>,
  question: string,
  { name, terminal }: CarryOutOptions,
): Promise<ControlOutcome> {
  if (!terminal.canAsk) throw cliError('AUTOTRAIL_NOT_CONFIRMED', { call: name });
  terminal.say(`${name}: ${question}.`);
  const outcome = await look();
  for (const line of seenLines(outcome, terminal.columns)) terminal.say(line);
  const answer = await terminal.ask('Go on? [y/N] ');
  if (!/^y(es)?$/i.test(answer.trim())) throw cliError('AUTOTRAIL_DECLINED', { call: name });
  return outcome;
}

function seenLines({ affected, plan }: ControlOutcome, columns: number): readonly Line[] {
  if (plan !== undefined) return planLines(plan, columns);
  return affected.length === 0 ? [] : [`It affects ${countSteps(affected)}:`, ...affected.map(stepLine)];
}

/** Why a command affects no step. */
export function whyInVain(
  { refused }: Pick<ControlOutcome, 'refused'>,
  { selector }: Pick<ControlRequest, 'selector'>,
  name: string,
): Error {
  const isChosen = Object.keys(selector).length > 0;
  if (refused.length === 0 && isChosen) return cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
  const why = refused.length === 0 ? '' : `: ${tellRefused(refused).join('; ')}`;
  return cliError('AUTOTRAIL_NOTHING_AFFECTED', { call: name, why });
}

interface Done {
  readonly outcome: ControlOutcome;
  readonly name: string;
  readonly dryRun: boolean;
}

function tellDone(told: string | undefined, { outcome: { affected }, name, dryRun }: Done): string {
  if (told !== undefined) return `${dryRun ? 'Dry run: ' : ''}${name}: ${told}.`;
  return dryRun ? `Dry run: ${name} would affect ${countSteps(affected)}.` : `${name}: ${countSteps(affected)} affected.`;
}

/** Lines about the steps that a command leaves alone. */
export function refusedLines(refused: readonly RefusedStep[]): readonly Line[] {
  return tellRefused(refused).map((text) => `Left alone: ${text}.`);
}

function stepLine({ n, name }: AffectedStep): string {
  return `  ${n}  ${name}`;
}

/** Names a few of the refused steps: with `--all` there may be thousands. */
function tellRefused(refused: readonly RefusedStep[]): readonly string[] {
  const told = refused.slice(0, 5).map(({ n, name, state, reason }) => `step ${n} (${name}) is ${state}, and ${reason}`);
  return refused.length === told.length ? told : [...told, `${countSteps(refused.slice(told.length))} more`];
}

function countSteps({ length }: readonly unknown[]): string {
  return length === 1 ? '1 step' : `${length} steps`;
}
