import type { InspectedJournal } from '@autotrail/layer2';
import { ExitCode } from './exit-codes.js';
import { userName } from './provenance.js';
import { openStage, type RunView, type Stage, setStage } from './run-stage.js';
import { type RunChoice, settleRun } from './settle-run.js';
import { onShutdownSignal } from './shutdown-signals.js';
import { type Summary, summaryFrom } from './summary.js';
import type { TrailSource } from './trail-source.js';

/** How a trail is run. */
export interface RunOptions extends RunChoice {
  /** Holds every step before the trail is started. */
  readonly step?: true;
  /** `false`: the trail waits for the command `start`. */
  readonly start: boolean;
  /** Goes on serving when the trail has finished. */
  readonly stay?: true;
  /** Prints only what asks for a person, and how it ended. */
  readonly quiet?: true;
}

/**
 * Runs a trail to its end and prints what happens to it, while others may steer it. A signal shuts it down.
 *
 * @throws what `TrailServer` throws about the definition, the name, the socket and the journal; `AUTOTRAIL_CANCELLED` if a person who
 * was asked about an unfinished run leaves
 */
export async function runTrail(source: TrailSource, options: RunOptions, view: RunView): Promise<ExitCode> {
  const { source: settled, unfinished } = await settleRun(source, options, view);
  const stage = setStage(settled, { ...view, isQuiet: options.quiet === true });
  const signals = onShutdownSignal(() => {
    // If the server cannot end as it should, the end below says why.
    stage.server.shutdown().catch(() => {});
  });
  try {
    await openStage(stage, unfinished);
    await beginTrail(stage, options, unfinished);
    const summary = await seeToEnd(stage, options);
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

/** A run that was started before is not started again. */
async function beginTrail({ client }: Stage, { step, start }: RunOptions, unfinished: InspectedJournal | null): Promise<void> {
  const actor = userName();
  if (step === true) await client.pause({}, { actor });
  if (start && unfinished?.trail.isStarted !== true) await client.start({ actor });
}

/** Answers how the trail ended, or null if it was shut down before. */
async function seeToEnd({ client, printer, feed: { connection } }: Stage, { stay }: RunOptions): Promise<Summary | null> {
  const result = await client.wait();
  const summary = result.outcome === 'finished' ? await summaryFrom(result, client) : null;
  printer.end(result.outcome, summary);
  // The shutdown that follows is not news.
  await (stay === true && summary !== null ? connection.closed : connection.close());
  return summary;
}
