import {
  API_CALL_DEFINITIONS,
  type ApiConnection,
  InProcessExecutor,
  MemoryTransport,
  type PushedEvent,
} from '@autotrail/layer1';
import { TrailClient, TrailServer } from '@autotrail/layer2';
import { ExitCode } from './exit-codes.js';
import { happeningsOf } from './happenings.js';
import { OverheardExecutor } from './overheard-executor.js';
import { userName } from './provenance.js';
import type { Output } from './report.js';
import { RunPrinter } from './run-printer.js';
import { onShutdownSignal } from './shutdown-signals.js';
import { type Summary, summaryFrom, withSummary } from './summary.js';
import type { TrailSource } from './trail-source.js';

/** How a trail is run. */
export interface RunOptions {
  /** Holds every step before the trail is started. */
  readonly step?: true;
  /** `false`: the trail waits for the command `start`. */
  readonly start: boolean;
  /** Goes on serving when the trail has finished. */
  readonly stay?: true;
  /** Prints only what asks for a person, and how it ended. */
  readonly quiet?: true;
}

/** What a run prints to. */
export interface RunView extends Output {
  /** How a person begins a command for the trail of this server. */
  readonly invocation: (server: TrailServer) => string;
}

/** A server in this process, this process's own way to it, and the printer of what happens. */
interface Stage {
  readonly server: TrailServer;
  readonly memory: MemoryTransport;
  readonly client: TrailClient;
  readonly printer: RunPrinter;
}

/**
 * Runs a trail to its end and prints what happens to it, while others may steer it. A signal shuts it down.
 *
 * @throws what `TrailServer` throws about the definition, the name and the socket
 */
export async function runTrail(source: TrailSource, options: RunOptions, view: RunView): Promise<ExitCode> {
  const stage = setStage(source, options, view);
  const signals = onShutdownSignal(() => {
    // If the server cannot end as it should, the end below says why.
    stage.server.shutdown().catch(() => {});
  });
  try {
    const feed = await openTrail(stage);
    await beginTrail(stage.client, options);
    const summary = await seeToEnd(stage, feed, options);
    if (summary === null && signals.hasCome) return ExitCode.Interrupted;
    return summary?.isGood === true ? ExitCode.Done : ExitCode.Failed;
  } catch (error) {
    // A signal may come so early that nothing was begun.
    if (signals.hasCome) return ExitCode.Interrupted;
    throw error;
  } finally {
    signals.release();
    await stage.server.shutdown();
  }
}

function setStage({ definition, serverOptions }: TrailSource, { quiet }: RunOptions, view: RunView): Stage {
  const { executor = new InProcessExecutor(), transports = [], definitions = API_CALL_DEFINITIONS } = serverOptions;
  const memory = new MemoryTransport();
  const server = new TrailServer(definition, {
    ...serverOptions,
    transports: [...transports, memory],
    definitions: withSummary(definitions),
    executor: new OverheardExecutor(executor, ({ n, step }, message) => {
      const at = new Date().toISOString();
      // Events are pushed in turns of their own: so are outputs, or one could be printed before the start of its attempt.
      queueMicrotask(() => printer.show({ type: 'output', at, n, name: step.name, message }));
    }),
  });
  const printer = new RunPrinter({ ...view, isQuiet: quiet === true, invocation: view.invocation(server) });
  return { server, memory, client: new TrailClient(memory), printer };
}

/** Serves the trail, and prints what happens to it from now on. */
async function openTrail({ server, memory, client, printer }: Stage): Promise<ApiConnection> {
  await server.start();
  const names = (await client.list()).map(({ name }) => String(name));
  const feed = await memory.connect();
  feed.onPush(({ event }) => showEvent(event as unknown as PushedEvent, names, printer));
  await feed.request('subscribe');
  printer.begin(server);
  return feed;
}

function showEvent(event: PushedEvent, names: readonly string[], printer: RunPrinter): void {
  // In memory nobody falls behind, so that there are no gaps.
  if ('gap' in event) return;
  for (const happening of happeningsOf(event, (n) => names[n] ?? '')) printer.show(happening);
}

async function beginTrail(client: TrailClient, { step, start }: RunOptions): Promise<void> {
  const actor = userName();
  if (step === true) await client.pause({}, { actor });
  if (start) await client.start({ actor });
}

/** Answers how the trail ended, or null if it was shut down before. */
async function seeToEnd({ client, printer }: Stage, feed: ApiConnection, { stay }: RunOptions): Promise<Summary | null> {
  const result = await client.wait();
  const summary = result.outcome === 'finished' ? await summaryFrom(result, client) : null;
  printer.end(result.outcome, summary);
  // The shutdown that follows is not news.
  await (stay === true && summary !== null ? feed.closed : feed.close());
  return summary;
}
