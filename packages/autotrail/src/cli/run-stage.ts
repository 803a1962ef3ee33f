import { AutoTrailError } from '@autotrail/core';
import { API_CALL_DEFINITIONS, InProcessExecutor, type JournalRecord, type PushedEvent } from '@autotrail/layer1';
import { type InspectedJournal, TrailClient, TrailServer } from '@autotrail/layer2';
import { type Happening, happeningsOf } from './happenings.js';
import { isHeld } from './hints.js';
import { LiveFeed } from './live-feed.js';
import { OverheardExecutor } from './overheard-executor.js';
import { PrintQueue } from './print-queue.js';
import { type Output, printWarning } from './report.js';
import { RunPrinter } from './run-printer.js';
import { shellWords } from './shell-word.js';
import { withSummary } from './summary.js';
import { freshTrail, type TrailSource } from './trail-source.js';

/** What a run prints to. */
export interface RunView extends Output {
  /** How a person begins a command for the trail of this server. */
  readonly invocation: (server: TrailServer) => string;
}

/** A server in this process, this process's own way to it, and the printer of what happens. */
export interface Stage {
  readonly server: TrailServer;
  readonly feed: LiveFeed;
  readonly client: TrailClient;
  readonly printer: RunPrinter;
  readonly invocation: string;
  /** Holds what happens until the beginning was printed. */
  readonly queue: PrintQueue;
  readonly showRecord: (record: JournalRecord) => void;
}

/** Makes a server for a trail. @throws what `TrailServer` throws about the definition and the name */
export function setStage(source: TrailSource, view: RunView & { readonly isQuiet: boolean }): Stage {
  const { definition, serverOptions } = source;
  const { executor = new InProcessExecutor(), transports = [], definitions = API_CALL_DEFINITIONS } = serverOptions;
  const names = freshTrail(source).steps.map(({ name }) => name);
  const queue = new PrintQueue();
  const showRecord = (record: JournalRecord): void => {
    for (const happening of happeningsOf(record, (n) => names[n] ?? '')) printer.show(happening);
  };
  const feed = new LiveFeed((event) => queue.add(() => showEvent(event, showRecord)));
  const server = new TrailServer(definition, {
    onWarning: (warning) => printWarning(warning, view),
    ...serverOptions,
    transports: [...transports, feed],
    definitions: withSummary(definitions),
    executor: new OverheardExecutor(executor, ({ n, step }, message) => {
      const at = new Date().toISOString();
      // Events are pushed in turns of their own: so are outputs, or one could be printed before the start of its attempt.
      queueMicrotask(() => queue.add(() => printer.show({ type: 'output', at, n, name: step.name, message })));
    }),
  });
  const invocation = view.invocation(server);
  const printer = new RunPrinter({ ...view, invocation });
  return { server, feed, client: new TrailClient(feed), printer, invocation, queue, showRecord };
}

/** Serves the trail, and prints what happens to it from now on; of a run that is gone on with also what waits for a person. */
export async function openStage(stage: Stage, unfinished: InspectedJournal | null): Promise<void> {
  const { server, feed, client, printer, queue } = stage;
  await startServer(stage);
  const { run, revision } = feed.connection.hello;
  const first = Number(revision) === 0 ? null : await resumption(client, Number(revision));
  printer.begin(server, { run: String(run), resumed: first !== null });
  if (first !== null) showResumed(stage, first, unfinished);
  queue.open();
}

/** Who has the trail already is told together with how to talk to them. */
async function startServer({ server, invocation }: Stage): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    if (!AutoTrailError.is(error) || error.code !== 'AUTOTRAIL_TRAIL_OWNED') throw error;
    const socketFile = String(error.details?.socketFile);
    const call = socketFile === server.socketFile ? invocation : shellWords(['autotrail', '--socket', socketFile]);
    throw new AutoTrailError(error.code, error.message, {
      cause: error,
      hint: `Talk to that server, as with \`${call} status\`, or shut it down first: \`${call} shutdown\`.`,
    });
  }
}

/** What the server noted when it took the run up: the last thing before anybody could hear of it. */
async function resumption(client: TrailClient, revision: number): Promise<JournalRecord | null> {
  for await (const record of client.history({ from: revision, pageSize: 1 })) return record;
  return null;
}

function showResumed({ showRecord, printer }: Stage, record: JournalRecord, unfinished: InspectedJournal | null): void {
  const changed = new Set(record.changes.map(({ n }) => n));
  if (unfinished !== null) for (const held of heldIn(unfinished)) if (!changed.has(held.n)) printer.show(held);
  showRecord(record);
}

/** Steps that were held already by the server before: they wait for a person as those do that are held only now. */
function heldIn({ trail }: InspectedJournal): readonly Extract<Happening, { readonly type: 'state' }>[] {
  return trail.steps.flatMap(({ n, name }) => {
    const { state, cause, since, returnValue, until } = trail.record(n);
    if (!isHeld(state)) return [];
    const error = cause === 'failure' ? { error: returnValue } : {};
    const date = until === null ? {} : { until: new Date(until).toISOString() };
    return [{ type: 'state', at: new Date(since).toISOString(), n, name, state, cause, ...error, ...date }];
  });
}

function showEvent(event: PushedEvent, showRecord: Stage['showRecord']): void {
  // In memory nobody falls behind, so that there are no gaps.
  if (!('gap' in event)) showRecord(event);
}
