import { spawnSync } from 'node:child_process';
import { Random } from '../support/random.js';
import { SABOTEURS, type Saboteur } from './saboteurs.js';
import { SHAPES } from './shapes.js';
import { Tally } from './tally.js';
import { TreeCampaign } from './tree-campaign.js';

/** How much is done with trees of processes. */
export interface TreeProgramme {
  readonly seed: number;
  /** Acknowledged interrupts in all, and kills of servers. */
  readonly interrupts: number;
  readonly kills: number;
  /** Bytes of a flood. @default 64 MiB */
  readonly floodBytes?: number;
  /** The promise that is broken. @default none */
  readonly saboteur?: Saboteur | null;
}

const MIB = 1_048_576;

/** Why trees of processes cannot be looked at here; `null` if they can. */
export function whyNoTrees(): string | null {
  if (process.platform !== 'linux') return `processes are found by their marks on Linux only, and this is ${process.platform}`;
  const { status } = spawnSync('sh', ['-c', 'command -v setsid']);
  return status === 0 ? null : 'there is no setsid, by which processes leave their group';
}

/** Interrupts and kills until there were that many of both or, with a saboteur, until it was found out. */
export async function runTrees(programme: TreeProgramme): Promise<Tally> {
  const { seed, interrupts, kills, floodBytes = 64 * MIB, saboteur = null } = programme;
  const tally = new Tally();
  const isOver = (): boolean =>
    (tally.interrupts >= interrupts && tally.kills >= kills) || (saboteur !== null && tally.kinds.has(SABOTEURS[saboteur]));
  await new TreeCampaign({ random: new Random(seed), tally, interrupts, kills, floodBytes, saboteur, isOver }).run();
  return tally;
}

/** Why a run has proved too little, where it has. */
export function vacuityOf(tally: Tally): readonly string[] {
  const shapes = SHAPES.flatMap(({ name, isBrief, outlives }) => {
    const { aliveAtInterrupt, aliveAtKill, interrupted, finishedFirst, kept } = tally.shapes.get(name) ?? tally.of(0);
    const found: readonly (readonly [boolean, string])[] = [
      [aliveAtInterrupt === 0, 'was never alive when it was interrupted'],
      [aliveAtKill === 0 && !isBrief, 'was never alive when its server was killed'],
      [interrupted === 0, 'was never interrupted'],
      [finishedFirst === 0 && isBrief === true, 'has never finished first'],
      [kept === 0 && outlives === true, 'was never taken back'],
    ];
    return found.filter(([isVacuous]) => isVacuous).map(([, text]) => `${name} ${text}`);
  });
  const found: readonly (readonly [boolean, string])[] = [
    [tally.headlessEnded === 0, 'no interrupt has ended the rest of a tree without its first process'],
    [tally.listed === 0, 'nobody has survived'],
    [tally.takenBack === 0, 'nobody was taken back'],
    [[...tally.shapes.values()].every(({ leftBehind }) => leftBehind === 0), 'nobody was left behind'],
    [tally.floods === 0, 'no flood was heard to its end'],
    [tally.launcherKills === 0, 'no launcher was killed'],
  ];
  const others = found.filter(([isVacuous]) => isVacuous).map(([, text]) => text);
  return [...shapes, ...others].map((text) => `proves too little: ${text}`);
}
