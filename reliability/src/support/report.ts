import { arch, availableParallelism, cpus, platform } from 'node:os';
import { commitOf } from './commit.js';

/** Figures by their names. */
export type Figures = Readonly<Record<string, number | string | boolean>>;

/** What a programme has come to. */
export interface Report {
  /** Which programme, as `T1 exhaustive`. */
  readonly programme: string;
  /** What repeats the run; `null` where nothing is drawn. */
  readonly seed: number | null;
  /** When it began, as `performance.now()` said then. */
  readonly begin: number;
  /** What was counted. */
  readonly figures: Figures;
  /** Promises that were found broken, in words, each with its trace. */
  readonly breaches: readonly string[];
}

/** Prints what a programme has come to: every breach, one line of JSON for machines, and one line for people. */
export function printReport({ programme, seed, begin, figures, breaches }: Report): void {
  const seconds = Number(((performance.now() - begin) / 1_000).toFixed(1));
  for (const breach of breaches) console.error(`${programme}: BREACH (seed ${seed})\n${breach}`);
  const commit = commitOf();
  console.log(JSON.stringify({ programme, seed, commit, machine: machine(), seconds, breaches: breaches.length, ...figures }));
  const counted = Object.entries(figures).map(([name, figure]) => `${name} ${show(figure)}`);
  console.log(`${programme}: ${breaches.length} breaches, ${counted.join(', ')}, ${seconds} s, seed ${seed}, commit ${commit}`);
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${availableParallelism()} x ${model}, ${platform()} ${arch()}, Node ${process.versions.node}`;
}

function show(figure: Figures[string]): string {
  return typeof figure === 'number' ? figure.toLocaleString('en') : String(figure);
}
