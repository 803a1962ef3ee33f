import type { JournalRecord } from '@autotrail/layer1';
import { cliError } from '../errors.js';
import type { CommandKit } from './command-kit.js';
import { ExitCode } from './exit-codes.js';
import { growingHeading, growingRow } from './history-rows.js';
import { RecordFilter, type WantedRecords } from './record-filter.js';
import { type Output, type Report, SCHEMA_VERSION } from './report.js';
import { describeSelector } from './selector.js';

/** What is followed, and how it is shown. */
export interface FollowOptions extends WantedRecords {
  readonly isVerbose: boolean;
  /** Ends it: the promise rejects. */
  readonly signal: AbortSignal;
}

/** Prints what has happened to the trail that is served, and then what happens, until its server ends. */
export async function followHistory(kit: CommandKit, wanted: FollowOptions, { terminal, isJson }: Output): Promise<Report> {
  const { isVerbose, signal } = wanted;
  const filter = new RecordFilter(wanted);
  const options = { nameOf: (n: number) => filter.nameOf(n), isVerbose, columns: terminal.columns };
  const print = (record: JournalRecord): void => {
    if (isJson) terminal.print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...record }));
    else for (const line of growingRow(record, options)) terminal.print(line);
  };
  const client = await kit.client();
  if (!isJson) for (const line of growingHeading(options)) terminal.print(line);
  let isShutDown = false;
  for await (const event of client.events({ from: 0, signal })) {
    if ('gap' in event) {
      terminal.say(`The journal has nothing of the revisions ${event.gap.from} to ${event.gap.to}.`);
      continue;
    }
    if (filter.lets(event)) print(event);
    if (filter.isAboutNobody) throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(wanted.selector) });
    isShutDown = event.event.type === 'shutdown' || (isShutDown && event.event.type !== 'resumed');
  }
  return isShutDown ? { talk: ['The server has ended.'] } : { talk: ['The server was lost.'], exitCode: ExitCode.Unreachable };
}
