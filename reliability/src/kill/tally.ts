import { FAILPOINTS } from './failpoints.js';

/** What kind of promise was broken. */
export type BreachKind =
  /** An acknowledged command is not in the journal, or not as it was acknowledged. */
  | 'lost'
  /** Something is in the journal, or in the world, that nobody asked for. */
  | 'phantom'
  /** Something happened twice. */
  | 'twice'
  /** What is shown is not what the journal says. */
  | 'untrue'
  /** The journal is not a continuation of what it was. */
  | 'order'
  /** A server did not start, or ended by itself, or left something behind. */
  | 'process';

/** Breaches that are kept in words: of a promise that is broken every time, these are enough. */
const MOST_BREACHES = 20;
/** Characters that one may have. */
const MOST_CHARACTERS = 2_000;

/** What all campaigns of a programme have come to. */
export class Tally {
  kills = 0;
  /** Kills at a moment of no point. */
  moments = 0;
  /** Kills while there were commands that had no answer. */
  killsInFlight = 0;
  /** Servers that were shut down in order. */
  shutdowns = 0;
  acknowledged = 0;
  refused = 0;
  /** Commands that had no answer when their server died. */
  unanswered = 0;
  /** Those of them that were found to be kept. */
  unansweredKept = 0;
  /** Commands that were given again under their ids. */
  repeated = 0;
  records = 0;
  attempts = 0;
  /** Attempts that a server before had begun. */
  lostAttempts = 0;
  /** Those of them that run again by themselves. */
  reruns = 0;
  restarts = 0;
  trails = 0;
  finished = 0;
  /** Calls that were acknowledged, and then found in the journal as they were. */
  readonly kept = new Set<string>();
  readonly breaches: string[] = [];
  readonly kinds = new Set<BreachKind>();
  readonly deaths = new Map(FAILPOINTS.map(({ name }) => [name, 0]));

  breach(kind: BreachKind, text: string): void {
    this.kinds.add(kind);
    if (this.breaches.length < MOST_BREACHES) this.breaches.push(`${kind}: ${text.slice(0, MOST_CHARACTERS)}`);
  }

  /** @param point - where; `null` at a moment of no point */
  killed(point: string | null): void {
    this.kills += 1;
    const deaths = point === null ? undefined : this.deaths.get(point);
    // Killed from outside while it wrote down where it was to die.
    if (point === null || deaths === undefined) this.moments += 1;
    else this.deaths.set(point, deaths + 1);
  }
}
