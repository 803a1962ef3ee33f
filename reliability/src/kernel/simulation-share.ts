import { Simulation } from './simulation.js';

/** A part of the schedules of a run, for one worker: every `stride`th from `first`. */
export interface Share {
  readonly seed: number;
  readonly first: number;
  readonly stride: number;
  /** Schedules to run; `null` for as many as there is time. */
  readonly count: number | null;
  /** When to end, in milliseconds since the epoch; `null` for whenever all are run. */
  readonly until: number | null;
  /** Schedules of which the trace is hashed, the same ones in every worker. */
  readonly twins: number;
}

/** What has come of a share. */
export interface Shared {
  readonly figures: Readonly<Record<string, number>>;
  readonly breaches: readonly string[];
  /** The hash of the twins' traces. */
  readonly trace: string;
}

/** More breaches than this say nothing new. */
const MOST_BREACHES = 5;
/** Schedules between two looks at the clock. */
const BETWEEN = 256;

/** Runs a share. Of two workers one hashes the twins first, one last: what came before must not matter. */
export function simulateShare({ seed, first, stride, count, until, twins }: Share): Shared {
  const simulation = new Simulation({ seed });
  const early = first % 2 === 0 ? new Simulation({ seed }).traceOf(0, twins) : null;
  const breaches: string[] = [];
  for (let done = 0; count === null || done < count; done++) {
    if (until !== null && done % BETWEEN === 0 && Date.now() >= until) break;
    const failure = simulation.run(first + done * stride);
    if (failure !== null) breaches.push(`schedule ${failure.schedule}: ${failure.breach.message}\n${failure.trace.join('\n')}`);
    if (breaches.length >= MOST_BREACHES) break;
  }
  const { figures } = simulation.tally;
  return { figures, breaches, trace: early ?? simulation.traceOf(0, twins) };
}

/** The sum of figures, name by name. */
export function sumOf(figures: readonly Shared['figures'][]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of figures) for (const [name, figure] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + figure;
  return sum;
}
