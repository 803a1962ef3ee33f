import type { Random } from '../support/random.js';
import { type DeathPlan, FAILPOINTS, type Failpoint, type Phase } from './failpoints.js';

/** How a victim is to die: at a point, or so many milliseconds after it began, or after it answered clients. */
export type Fate =
  | { readonly type: 'point'; readonly plan: DeathPlan; readonly phase: Phase }
  | { readonly type: 'moment'; readonly afterMs: number; readonly since: 'spawn' | 'ready' }
  /** Not at all: it is shut down, and the next one starts after it. */
  | { readonly type: 'shutdown' };

/** What the next start of a victim can come to, beside what every start does. */
export interface Situation {
  readonly isFresh: boolean;
  readonly putsAside: boolean;
  readonly isTorn: boolean;
  /** Whether clients are about to finish the trail, and need time for it. */
  readonly isFinishing: boolean;
}

/** How many of the lives end in order. */
const SHUTDOWNS = 0.03;
/** How many of the deaths are at moments of no point, and how many of those may be before clients are answered. */
const MOMENTS = 0.3;
const EARLY_MOMENTS = 0.15;
/** The latest moments, in milliseconds. */
const LATEST_EARLY_MS = 200;
const LATEST_MS = 150;
/** Requests that are handled first, at most, where a point is about commands. */
const MOST_REQUESTS = 250;
/** How much longer lives are in which the trail is to be finished. */
const FINISHING = 3;
/** Points that seldom can be reached are taken when they can, until so many have died there. */
const ENOUGH_DEATHS = 2;

/** How often a point is passed, at most, before it is the last: where that is more than once in every life. */
const MOST_TIMES: readonly (readonly [RegExp, number])[] = [
  [/^transport:(request|answer):/, 60],
  [/^journal:(append|sync):/, 8],
  [/^(lock|folder):(open|close|list):/, 3],
  [/^(executor:(start|ended|deliver|prompt)|output:(append|create)):/, 3],
];

/** The death that leaves a torn journal, and how often it is chosen while there are points that only such a start comes to. */
const TEARING = 'journal:append:half';
const TEARS = 0.1;

/** Decides how the next victim dies: at one of the points where the fewest died before. */
export function planDeath(random: Random, situation: Situation, deaths: ReadonlyMap<string, number>): Fate {
  const points = FAILPOINTS.filter(({ phase }) => isPossible(phase, situation));
  const seldom = points.filter(({ name, phase }) => !COMMON.has(phase) && (deaths.get(name) ?? 0) < ENOUGH_DEATHS);
  if (seldom.length > 0) return pointAmong(seldom, { random, situation, deaths });
  if (FAILPOINTS.some(({ name, phase }) => phase === 'torn journal' && deaths.get(name) === 0) && random.chance(TEARS)) {
    return pointAmong(
      points.filter(({ name }) => name === TEARING),
      { random, situation, deaths },
    );
  }
  if (random.chance(SHUTDOWNS)) return { type: 'shutdown' };
  if (random.chance(MOMENTS)) return momentOf(random, situation);
  return pointAmong(points, { random, situation, deaths });
}

/** What a death is drawn from. */
interface Draw {
  readonly random: Random;
  readonly situation: Situation;
  readonly deaths: ReadonlyMap<string, number>;
}

function pointAmong(points: readonly Failpoint[], { random, situation, deaths }: Draw): Fate {
  const fewest = Math.min(...points.map(({ name }) => deaths.get(name) ?? 0));
  const rarest = points.filter(({ name }) => deaths.get(name) === fewest);
  const { name: point, phase } = random.pick(rarest) as Failpoint;
  const most = MOST_TIMES.find(([pattern]) => pattern.test(point))?.[1] ?? 1;
  const isAtWork = phase === 'traffic' && !point.startsWith('output:makeFolder:');
  const mostRequests = situation.isFinishing ? FINISHING * MOST_REQUESTS : MOST_REQUESTS;
  const plan = { point, times: 1 + random.below(most), afterRequests: isAtWork ? random.below(mostRequests) : 0 };
  return { type: 'point', phase, plan };
}

function momentOf(random: Random, { isFinishing }: Situation): Fate {
  if (random.chance(EARLY_MOMENTS)) return { type: 'moment', afterMs: random.below(LATEST_EARLY_MS), since: 'spawn' };
  return { type: 'moment', afterMs: random.below(isFinishing ? FINISHING * LATEST_MS : LATEST_MS), since: 'ready' };
}

/** What can happen in every life. */
const COMMON: ReadonlySet<Phase> = new Set(['start', 'traffic', 'shutdown']);

function isPossible(phase: Phase, { isFresh, putsAside, isTorn }: Situation): boolean {
  switch (phase) {
    case 'fresh run':
      return isFresh;
    case 'old run put aside':
      return putsAside;
    case 'torn journal':
      return isTorn;
    default:
      return true;
  }
}
