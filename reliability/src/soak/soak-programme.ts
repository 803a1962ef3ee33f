import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tally } from '../kill/tally.js';
import { Random } from '../support/random.js';
import { slopePerHour } from './slope.js';
import { SoakHost, type SoakHostParts, type TimedSample } from './soak-host.js';

/** How long is soaked. */
export interface SoakProgramme {
  readonly seed: number;
  readonly milliseconds: number;
  /** How long a server lives before it is killed, in milliseconds. */
  readonly killAfterMs: number;
  /** The built file of the server. */
  readonly main: string;
}

/** What a soak has come to. */
export interface SoakResult {
  readonly tally: Tally;
  readonly kills: number;
  /** Connections of clients that hold up a server. */
  readonly slow: number;
  /** Of the server that is never killed, after it has warmed up. */
  readonly steady: Steadiness;
  /** How late the event loop of the other servers was at worst: the 99th percentile of the life with the highest one. */
  readonly delayP99OfKilled: number;
}

/** How steady a server is over time. */
interface Steadiness {
  readonly samples: number;
  /** Of resident memory, in MB an hour. */
  readonly rssSlope: number;
  readonly heapSlope: number;
  /** Of open descriptors, an hour. */
  readonly descriptorSlope: number;
  readonly first: TimedSample | undefined;
  readonly last: TimedSample | undefined;
}

/** The part of the time in which a server may still grow. */
const WARM_UP = 0.25;
const MB = 1_000_000;

/**
 * Two hosts side by side: the server of the one lives from the beginning to the end, so that what grows is seen; that of the other is
 * killed again and again, so that what is lost is seen. Both serve one trail after the other, to operators and to clients that hold them up.
 */
export async function soak({ seed, milliseconds, killAfterMs, main }: SoakProgramme): Promise<SoakResult> {
  const home = mkdtempSync(join(tmpdir(), 'autotrail-soak-'));
  const tally = new Tally();
  const over = AbortSignal.timeout(milliseconds);
  const host = (name: string, stream: number, rest: Pick<SoakHostParts, 'killAfterMs'>): SoakHost => {
    mkdirSync(join(home, name), { mode: 0o700 });
    return new SoakHost({ main, home: join(home, name), random: new Random(seed, stream), tally, over, ...rest });
  };
  const begin = performance.now();
  const steady = host('steady', 0, { killAfterMs: null });
  const killed = host('killed', 1, { killAfterMs });
  await Promise.all([steady.run(), killed.run()]);
  // What is left of a breach is kept to be looked at.
  if (tally.breaches.length === 0) rmSync(home, { recursive: true, force: true });
  const warm = steady.samples.filter(({ at }) => at - begin >= WARM_UP * milliseconds);
  return {
    tally,
    kills: killed.kills,
    slow: steady.slow + killed.slow,
    steady: steadinessOf(warm),
    delayP99OfKilled: Math.max(0, ...killed.samples.map(({ delayP99 }) => delayP99)),
  };
}

function steadinessOf(samples: readonly TimedSample[]): Steadiness {
  const slopeOf = (measure: (sample: TimedSample) => number): number =>
    slopePerHour(samples.map((sample) => ({ at: sample.at, value: measure(sample) })));
  return {
    samples: samples.length,
    rssSlope: slopeOf(({ rss }) => rss) / MB,
    heapSlope: slopeOf(({ heapUsed }) => heapUsed) / MB,
    descriptorSlope: slopeOf(({ descriptors }) => descriptors),
    first: samples[0],
    last: samples.at(-1),
  };
}
