import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../support/random.js';
import { FAILPOINTS } from './failpoints.js';
import { KillCampaign } from './kill-campaign.js';
import type { Saboteur } from './saboteur-disk.js';
import { Tally } from './tally.js';

/** How much is killed. */
export interface KillProgramme {
  readonly seed: number;
  /** Kills in all. */
  readonly kills: number;
  /** Campaigns at a time. @default 2 */
  readonly campaigns?: number;
  /** The promise that the disk breaks. @default none */
  readonly saboteur?: Saboteur | null;
}

/** Runs campaigns side by side until there were that many kills or, with a saboteur, until it has made a command get lost. */
export async function runKills({ seed, kills, campaigns = 2, saboteur = null }: KillProgramme): Promise<Tally> {
  const tally = new Tally();
  const isOver = (): boolean => tally.kills >= kills || (saboteur !== null && tally.kinds.has('lost'));
  const run = async (stream: number): Promise<void> => {
    const home = await mkdtemp(join(tmpdir(), 'autotrail-kill-'));
    const breaches = tally.breaches.length;
    await new KillCampaign({ home, random: new Random(seed, stream), tally, saboteur, isOver }).run();
    // What is left of a breach is kept to be looked at.
    if (tally.breaches.length === breaches || saboteur !== null) await rm(home, { recursive: true, force: true });
  };
  await Promise.all(Array.from({ length: campaigns }, (_, stream) => run(stream)));
  return tally;
}

/** Kills from which on every point must have been reached. */
const ENOUGH_FOR_ALL = 250;
/** The least share of kills that must have met commands without an answer, and the least acknowledgements for each kill. */
const LEAST_IN_FLIGHT = 0.3;
const LEAST_ACKNOWLEDGED = 50;

/** Calls of which some must have been acknowledged. */
const CALLS_TO_KEEP = [
  ...['start', 'pause', 'resume', 'skip', 'block', 'interrupt', 'reply', 'note', 'send_message_to_steps'],
  ...['rerun', 'mark_done', 'fail', 'set_limit', 'set_context'],
];

/** Why a run has proved too little, where it has. */
export function vacuityOf(tally: Tally): readonly string[] {
  const { kills, killsInFlight, acknowledged, deaths, kept } = tally;
  const unkept = CALLS_TO_KEEP.filter((name) => !kept.has(name));
  const never = FAILPOINTS.filter(({ name }) => deaths.get(name) === 0).map(({ name }) => name);
  const found: readonly (readonly [boolean, string])[] = [
    [killsInFlight < LEAST_IN_FLIGHT * kills, `only ${killsInFlight} of ${kills} kills met commands without an answer`],
    [acknowledged < LEAST_ACKNOWLEDGED * kills, `only ${acknowledged} commands were acknowledged in ${kills} kills`],
    [kills >= ENOUGH_FOR_ALL && never.length > 0, `nobody died at ${never.join(', ')}`],
    [kills >= ENOUGH_FOR_ALL && tally.lostAttempts === tally.reruns, 'no step that may run once was lost with its server'],
    [kills >= ENOUGH_FOR_ALL && tally.reruns === 0, 'no step that may run twice was lost with its server'],
    [kills >= ENOUGH_FOR_ALL && tally.unansweredKept === 0, 'no command was kept whose answer never came'],
    [kills >= ENOUGH_FOR_ALL && unkept.length > 0, `nobody was told that this was done: ${unkept.join(', ')}`],
    [kills >= ENOUGH_FOR_ALL && tally.finished === 0, 'no run was finished'],
  ];
  return found.filter(([isVacuous]) => isVacuous).map(([, text]) => `proves too little: ${text}`);
}
