import { defaultSocketFile, type InspectedJournal, nameOfFile, type TrailServerOptions } from '@autotrail/layer2';
import { cliError } from '../errors.js';
import { isServed } from './find-trail.js';
import type { Output } from './report.js';
import type { Terminal } from './terminal.js';
import type { TrailSource } from './trail-source.js';
import { unfinishedLines, unfinishedText } from './unfinished-lines.js';
import { findUnfinishedRun } from './unfinished-run.js';

/** Which run is wanted, as it was typed. */
export interface RunChoice {
  /** The journal's file; `false`: none is kept. */
  readonly journal?: string | false;
  /** Goes on with an unfinished run, without a question. */
  readonly resume?: true;
  /** Begins a fresh run, whatever there is. */
  readonly fresh?: true;
}

/** What a server is to be started with, and the unfinished run that it goes on with then. */
export interface SettledRun {
  readonly source: TrailSource;
  readonly unfinished: InspectedJournal | null;
}

/**
 * Settles which run a server is to work on, before it is started. Where there is an unfinished one and nobody said what to do about
 * it, a person is asked; where nobody can be asked it is gone on with. Never silently.
 *
 * @throws AutoTrailError `AUTOTRAIL_CANCELLED` if the person leaves, and what reading a journal throws
 */
export async function settleRun(source: TrailSource, choice: RunChoice, { terminal, isJson }: Output): Promise<SettledRun> {
  const chosen = withChoice(source, choice);
  const unfinished = await findToGoOnWith(chosen);
  if (unfinished === null) return { source: chosen, unfinished };
  if (chosen.serverOptions.onExistingJournal === undefined && terminal.canAsk) {
    if (!(await isToGoOn(unfinished, chosen, terminal))) return { source: withFresh(chosen), unfinished: null };
  } else if (!isJson) {
    terminal.say(`${unfinishedText(unfinished, Date.now())} It is gone on with.`);
  }
  return { source: chosen, unfinished };
}

function withChoice(source: TrailSource, { journal, resume, fresh }: RunChoice): TrailSource {
  const { journal: _own, ...others } = source.serverOptions;
  const chosen = journal === undefined ? source : { ...source, serverOptions: { ...others, journalFile: journal } };
  if (fresh === true) return withFresh(chosen);
  return resume === true ? { ...chosen, serverOptions: { ...chosen.serverOptions, onExistingJournal: 'resume' } } : chosen;
}

function withFresh(source: TrailSource): TrailSource {
  return { ...source, serverOptions: { ...source.serverOptions, onExistingJournal: 'fresh' } };
}

async function findToGoOnWith(source: TrailSource): Promise<InspectedJournal | null> {
  const { journal, onExistingJournal = 'resume' } = source.serverOptions;
  if (journal !== undefined || onExistingJournal !== 'resume') return null;
  // Who has the trail is told by starting, which is then refused.
  return (await isTaken(source.serverOptions)) ? null : findUnfinishedRun(source);
}

async function isTaken({ socketFile, name }: TrailServerOptions): Promise<boolean> {
  if (socketFile === false) return false;
  return isServed(socketFile ?? defaultSocketFile(name ?? nameOfFile(process.argv[1])));
}

/** Asks until there is an answer: an unclear one is none. */
async function isToGoOn(unfinished: InspectedJournal, { serverOptions }: TrailSource, terminal: Terminal): Promise<boolean> {
  for (const line of unfinishedLines(unfinished, Date.now(), serverOptions.stateTransformation)) terminal.say(line);
  for (;;) {
    const answer = (await terminal.ask('Go on with it, begin a fresh run, or quit? [go/fresh/quit] ')).trim().toLowerCase();
    if (['g', 'go', 'go on'].includes(answer)) return true;
    if (['f', 'fresh'].includes(answer)) return false;
    if (['q', 'quit'].includes(answer)) throw cliError('AUTOTRAIL_CANCELLED');
  }
}
