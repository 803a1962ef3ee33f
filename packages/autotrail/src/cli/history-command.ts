import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { addCommand, type CommandCall } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { HistoryLog } from './history-log.js';
import { type HistoryChoice, readHistory } from './history-source.js';
import { recordText, whoText } from './record-text.js';
import { type Report, SCHEMA_VERSION } from './report.js';
import { addSelectorOptions, describeSelector, readSelector } from './selector.js';
import { tableLines } from './table.js';
import { addTagSwitches } from './tag-switches.js';
import { clockText, dateText } from './time-text.js';

interface HistoryCommandOptions extends HistoryChoice {
  readonly last?: string;
  readonly commands?: true;
  readonly verbose?: true;
}

/** Terminals on which there is no room for a date. */
const NARROW = 80;

/** Adds `history`: what has happened to the trail, from its journal. */
export function addHistoryCommand(program: Command, kit: CommandKit): void {
  addCommand<HistoryCommandOptions>(program, kit.terminal, {
    usage: 'history',
    description: 'print what has happened, and who did what: of the trail that is served, else of the newest run on disk',
    configure: (command) => {
      addSelectorOptions(command);
      command
        .option('--last <count>', 'just so many of the newest records')
        .option('--commands', 'just what operators did')
        .option('--verbose', 'with request ids, and what was answered and sent')
        .option('--journal <file>', 'the journal in this file');
      if (kit.memory !== null) command.option('--run <id>', 'an older run, as `runs` lists them');
      addTagSwitches(command, kit.tags);
    },
    perform: (call) => tellHistory(call, kit),
  });
}

async function tellHistory(call: CommandCall<HistoryCommandOptions>, kit: CommandKit): Promise<Report> {
  const { command, options, terminal, isJson } = call;
  const selector = readSelector(command);
  const last = options.last === undefined ? undefined : readCount(options.last);
  const log = new HistoryLog({ selector, commandsOnly: options.commands === true, last });
  const place = await readHistory(kit, options, (record) => log.take(record));
  if (log.isAboutNobody) throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
  if (!isJson) return { lines: historyLines(log, options.verbose === true, terminal.columns), talk: [`Read from ${place}.`] };
  for (const record of log.records) terminal.print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...record }));
  return {};
}

function historyLines(log: HistoryLog, isVerbose: boolean, columns: number): ReturnType<typeof tableLines> {
  const words = { nameOf: (n: number) => log.nameOf(n), isVerbose };
  const rows = log.records.map((record) => {
    const { at, revision, event, answered } = record;
    const request = isVerbose ? [answered?.requestId ?? ''] : [];
    const time = columns < NARROW ? clockText(at) : dateText(at);
    return { cells: [time, String(revision), whoText(event, isVerbose), ...request, recordText(record, words)] };
  });
  return tableLines(['time', 'rev', 'who', ...(isVerbose ? ['request'] : []), 'what'], rows, columns);
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageError(`Expected a count from 1 up, got ${text}.`);
  return Number(text);
}
