import { promisify } from 'node:util';
import { AutoTrailError, messageOf } from '@autotrail/core';
import { printable } from '../printable.js';
import { eventLines, promptLines } from './event-lines.js';
import { defaultHistoryFile, prepareHistoryFile } from './history-file.js';
import type { InteractiveOptions } from './interactive-options.js';
import { LiveCounts } from './live-counts.js';
import type { OpenRepl } from './open-repl.js';

/** Keeps what is typed in a file. Without one the REPL works as well, so that it only says what is wrong. */
export async function keepHistory(open: OpenRepl, historyFile: InteractiveOptions['historyFile']): Promise<void> {
  if (historyFile === false) return;
  // A line that was entered before the file is read would be dropped from the history by reading it.
  open.repl.pause();
  try {
    const file = historyFile ?? defaultHistoryFile(open.trailName);
    await prepareHistoryFile(file, historyFile === undefined);
    await promisify(open.repl.setupHistory.bind(open.repl))(file);
  } catch (error) {
    open.stderr.write(`No history is kept: ${printable(messageOf(error))}\n`);
  } finally {
    open.repl.resume();
  }
}

/** How events are shown. */
export interface EventDisplay {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Whether the prompt tells how many steps run, are held and ask something. */
  readonly hasLivePrompt: boolean;
  /** Told when nothing that happens from now on is missed. */
  readonly onReady: () => void;
}

/** Prints what happens to the trail above the line being typed. Resolves when it is told to end, or the server has ended. */
export async function showEvents(open: OpenRepl, { signal, hasLivePrompt, onReady }: EventDisplay): Promise<'left' | 'gone'> {
  const counts = new LiveCounts();
  const show = (lines: readonly string[]): void => {
    if (hasLivePrompt) open.repl.setPrompt(`${printable(open.trailName)}${counts.text()}> `);
    open.stdout.write(lines.map((line) => `${line}\n`).join(''));
  };
  const nameOf = (n: number): string => String(open.steps[n]?.name);
  // What the steps ask already was asked before anybody listened here. If the server is gone by now, the end of the events says so.
  const readStatus = async (): Promise<void> => {
    const statuses = await open.trail.client.status({}, { fields: ['n', 'state', 'prompts'] });
    counts.reset(statuses);
    show(statuses.flatMap(({ n, prompts }) => prompts.flatMap((prompt) => promptLines(n, prompt, nameOf))));
  };
  try {
    const onSubscribed = (): void => {
      void readStatus()
        .catch(() => {})
        .then(onReady);
    };
    for await (const event of open.trail.client.events({ signal, onSubscribed })) {
      counts.apply(event);
      show(eventLines(event, nameOf));
    }
  } catch (error) {
    if (signal.aborted) return 'left';
    if (!AutoTrailError.is(error)) throw error;
  }
  if (signal.aborted) return 'left';
  show(['The server has ended. .exit leaves.']);
  return 'gone';
}
