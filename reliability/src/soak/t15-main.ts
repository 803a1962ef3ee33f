/**
 * T15: one trail after the other for `--minutes`, with operators, slow and silent clients, and a `kill -9` every `--kill-every`
 * seconds. `RELIABILITY_SEED` says what operators do.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { type SoakResult, soak } from './soak-programme.js';

/** From so many minutes on memory is judged: before, what it does in a minute says nothing of an hour. */
const MINUTES_FOR_MEMORY = 30;
/** The most that memory may rise, in MB an hour. */
const MOST_MEMORY = 1;
/** Samples that a slope takes at least. */
const LEAST_SAMPLES = 3;
const MB = 1_000_000;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '2' }, 'kill-every': { type: 'string', default: '30' } },
});
const minutes = Number(values.minutes);
const seed = seedOfRun();
const begin = performance.now();
const result = await soak({
  seed,
  milliseconds: minutes * 60_000,
  killAfterMs: Number(values['kill-every']) * 1_000,
  main: fileURLToPath(new URL('soak-server-main.js', import.meta.url)),
});
const breaches = [...result.tally.breaches, ...boundsBroken(result), ...vacuityOf(result)];
printReport({ programme: 'T15 soak', seed, begin, figures: figuresOf(result), breaches });
if (breaches.length > 0) process.exitCode = 1;

function boundsBroken({ steady: { rssSlope, descriptorSlope } }: SoakResult): readonly string[] {
  const found: readonly (readonly [boolean, string])[] = [
    [minutes >= MINUTES_FOR_MEMORY && rssSlope > MOST_MEMORY, `invariant 30: memory rises by ${rssSlope} MB an hour`],
    [descriptorSlope > 0, `invariant 30: descriptors rise by ${descriptorSlope} an hour`],
  ];
  return found.filter(([isBroken]) => isBroken).map(([, text]) => text);
}

function vacuityOf({ tally, steady, kills, slow }: SoakResult): readonly string[] {
  const found: readonly (readonly [boolean, string])[] = [
    [steady.samples < LEAST_SAMPLES, `only ${steady.samples} samples`],
    [kills === 0, 'nothing was killed'],
    [tally.finished === 0, 'no trail was finished'],
    [tally.lostAttempts === 0, 'nothing ran when a server was killed'],
    [slow === 0, 'no slow client came'],
  ];
  return found.filter(([isVacuous]) => isVacuous).map(([, text]) => `proves too little: ${text}`);
}

function figuresOf({ tally, steady, kills, slow, delayP99OfKilled }: SoakResult): Record<string, number> {
  const { first, last, samples, rssSlope, heapSlope, descriptorSlope } = steady;
  return {
    minutes,
    kills,
    'trails begun': tally.trails,
    'trails finished': tally.finished,
    attempts: tally.attempts,
    'attempts lost with their server': tally.lostAttempts,
    'commands acknowledged': tally.acknowledged,
    'commands refused': tally.refused,
    'commands without an answer': tally.unanswered,
    'commands given again': tally.repeated,
    'records checked': tally.records,
    'restarts checked': tally.restarts,
    'slow clients': slow,
    samples,
    'rss after warm-up (MB)': rounded((first?.rss ?? 0) / MB),
    'rss at the end (MB)': rounded((last?.rss ?? 0) / MB),
    'rss slope (MB/h)': rounded(rssSlope),
    'heap slope (MB/h)': rounded(heapSlope),
    'descriptors at the end': last?.descriptors ?? 0,
    'descriptor slope (1/h)': rounded(descriptorSlope),
    'loop delay p50 (ms)': rounded(last?.delayP50 ?? 0),
    'loop delay p99 (ms)': rounded(last?.delayP99 ?? 0),
    'loop delay max (ms)': rounded(last?.delayMax ?? 0),
    'loop delay p99 of killed servers (ms)': rounded(delayP99OfKilled),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
