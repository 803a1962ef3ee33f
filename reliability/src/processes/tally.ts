import { SHAPES } from './shapes.js';

/** What kind of promise was broken. */
export type BreachKind =
  /** A process of an attempt is alive, and nobody was told. */
  | 'orphan'
  /** A process of the group of an attempt that was interrupted, or whose server was lost, is alive when that is said to be gone. */
  | 'group'
  /** An attempt was started or ended twice. */
  | 'twice'
  /** What was answered or is told is not what happened. */
  | 'untrue'
  /** A server or an attempt did not come to its end, or a server ended by itself. */
  | 'stuck';

/** Breaches that are kept in words: of a promise that is broken every time, these are enough. */
const MOST_BREACHES = 20;

/** What was counted of the trees of one shape. */
export interface ShapeTally {
  /** How often it was alive, in full, at the moment of an interrupt, and of a kill. */
  aliveAtInterrupt: number;
  aliveAtKill: number;
  interrupted: number;
  finishedFirst: number;
  /** What was found of its attempts when their server was lost. */
  lost: number;
  leftBehind: number;
  kept: number;
}

/** What all campaigns of a programme have come to. */
export class Tally {
  /** Interrupts that were acknowledged, and whose outcome was judged. */
  interrupts = 0;
  /** Trees without their first process of which an interrupt has ended the rest. */
  headlessEnded = 0;
  /** Attempts that were not gone within their grace. */
  abandoned = 0;
  /** The longest time from an interrupt to the end of its attempt, in milliseconds. */
  slowestEndMs = 0;
  kills = 0;
  /** Kills that met the launcher as well. */
  launcherKills = 0;
  /** Kills while the server was starting. */
  earlyKills = 0;
  shutdowns = 0;
  restarts = 0;
  attempts = 0;
  /** Living processes that were judged, and those of them that were listed as survivors. */
  judged = 0;
  listed = 0;
  /** Living processes of attempts that were taken back. */
  takenBack = 0;
  /** Floods that were heard to their end, and how long the last one took, in milliseconds. */
  floods = 0;
  floodMs = 0;
  readonly shapes: ReadonlyMap<string, ShapeTally> = new Map(SHAPES.map(({ name }) => [name, emptyTally()]));
  readonly breaches: string[] = [];
  readonly kinds = new Set<BreachKind>();

  /** What was counted of a shape. @param n - the number of its step */
  of(n: number): ShapeTally {
    return this.shapes.get(SHAPES[n]?.name ?? '') ?? emptyTally();
  }

  breach(kind: BreachKind, text: string): void {
    this.kinds.add(kind);
    if (this.breaches.length < MOST_BREACHES) this.breaches.push(`${kind}: ${text}`);
  }
}

function emptyTally(): ShapeTally {
  return { aliveAtInterrupt: 0, aliveAtKill: 0, interrupted: 0, finishedFirst: 0, lost: 0, leftBehind: 0, kept: 0 };
}
