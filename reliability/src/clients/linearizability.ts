import { isDeepStrictEqual } from 'node:util';
import { buildTrail } from '@autotrail/layer1';
import { TRAILS } from '../victim/trails.js';
import { Victim, type VictimReport } from '../victim/victim.js';
import { type History, overlap } from './history.js';
import { realTimeBreaches } from './real-time-order.js';
import { type Recorded, type RecordOptions, recordHistory } from './record-history.js';
import { accessesOf, searchRegister } from './register-search.js';
import { replay, show } from './replay.js';
import { SABOTAGES } from './sabotage.js';

/** How a run is made: as {@link RecordOptions} has it. */
export type LinearizabilityOptions = Omit<RecordOptions, 'socketFile'>;

/** What a run has come to. */
export interface LinearizabilityResult {
  readonly recorded: Recorded;
  /** The share of operations that overlapped another one on the same step. */
  readonly overlap: number;
  /** Operations whose order was searched for without the server's own. */
  readonly searched: number;
  readonly report: VictimReport;
  /** Sabotaged copies of the history, and whether each was found out. */
  readonly sabotages: ReadonlyMap<string, boolean>;
  readonly breaches: readonly string[];
}

/** The numbers of the steps of `lively` that are never reached, whose orders are searched for: three of the twelve. */
const REGISTERS = ['toggle-0', 'toggle-5', 'toggle-11'];
/** Operations on each of them that are searched: the search is thorough, not quick. */
const MOST_ACCESSES = 3_000;
/** More would only repeat the first ones. */
const MOST_BREACHES = 10;

/** Has clients quarrel over a trail, and checks that one order explains everything that they were told. */
export async function linearizability(options: LinearizabilityOptions): Promise<LinearizabilityResult> {
  await using victim = await Victim.start('lively');
  const { descriptors } = await victim.report();
  const recorded = await recordHistory({ ...options, socketFile: victim.socketFile });
  const report = await victim.reportAtRest(descriptors);
  const registers = buildTrail(TRAILS.lively())
    .steps.filter(({ name }) => REGISTERS.includes(name))
    .map(({ n }) => n);
  const found = [...feedBreaches(recorded), ...orderBreaches(recorded), ...registerBreaches(recorded, registers)];
  return {
    recorded,
    overlap: overlap(recorded.operations),
    searched: registers.reduce((sum, n) => sum + Math.min(MOST_ACCESSES, accessesOf(recorded, n)), 0),
    report,
    sabotages: sabotaged(recorded),
    breaches: [...found.slice(0, MOST_BREACHES), ...report.changedPrototypes, ...leaks(descriptors, report)],
  };
}

/** What is wrong with a history whose order is claimed by the server. */
export function orderBreaches(history: History): readonly string[] {
  const { timeline, breaches } = replay(history);
  return [...breaches, ...realTimeBreaches(history, timeline)];
}

/** What is wrong with a history by a search that knows nothing of the server's order. */
export function registerBreaches(history: History, registers: readonly number[]): readonly string[] {
  return registers.flatMap((n) => {
    const stuck = searchRegister(history, n, MOST_ACCESSES);
    return stuck === null ? [] : [`no order of what was done to step ${n} explains ${show(stuck)}`];
  });
}

/** Where the feed of events and the journal tell different stories. */
function feedBreaches({ told, journal, gaps }: Recorded): readonly string[] {
  if (journal === null) return gaps > 0 ? [`the feed left out ${gaps} revisions, and there is no journal`] : [];
  const counts = told.length + gaps === journal.length ? [] : [`${told.length} records were told, ${journal.length} are kept`];
  // Revisions are counted from 1 without a gap.
  const wrong = told.find((record) => !isDeepStrictEqual(record, journal[record.revision - 1]));
  if (wrong === undefined) return counts;
  return [...counts, `the feed told ${JSON.stringify(wrong)}, kept is ${JSON.stringify(journal[wrong.revision - 1])}`];
}

function leaks(before: number, { descriptors }: VictimReport): readonly string[] {
  return descriptors > before ? [`${before} descriptors have become ${descriptors}`] : [];
}

/** Proves of this very history that it would have been refused, had it been wrong. */
function sabotaged(history: History): ReadonlyMap<string, boolean> {
  const caught = new Map<string, boolean>();
  for (const [name, sabotage] of Object.entries(SABOTAGES)) {
    const wrong = sabotage(history);
    if (wrong !== null) caught.set(name, orderBreaches(wrong).length > 0);
  }
  return caught;
}
