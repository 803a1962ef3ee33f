import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { addCommand, type CommandCall } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { type FollowOptions, followHistory } from './follow-history.js';
import { HistoryLog } from './history-log.js';
import { historyLines } from './history-rows.js';
import { type HistoryChoice, readHistory } from './history-source.js';
import { type Output, type Report, SCHEMA_VERSION } from './report.js';
import { addSelectorOptions, describeSelector, readSelector } from './selector.js';
import { addTagSwitches } from './tag-switches.js';

interface HistoryCommandOptions extends HistoryChoice {
  readonly last?: string;
  readonly commands?: true;
  readonly verbose?: true;
  readonly follow?: true;
}

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
        .option('--journal <file>', 'the journal in this file')
        .addOption(
          command
            .createOption('--follow', 'of the trail that is served: go on with what happens, until its server ends')
            .conflicts(['last', 'journal', 'run']),
        );
      if (kit.memory !== null) command.option('--run <id>', 'an older run, as `runs` lists them');
      addTagSwitches(command, kit.tags);
    },
    perform: (call) => tellHistory(call, kit),
  });
}

async function tellHistory(call: CommandCall<HistoryCommandOptions>, kit: CommandKit): Promise<Report> {
  const { command, options, terminal, isJson } = call;
  const selector = readSelector(command);
  const wanted = { selector, commandsOnly: options.commands === true };
  const isVerbose = options.verbose === true;
  if (options.follow) return followWhileRead(kit, { ...wanted, isVerbose }, { terminal, isJson });
  const last = options.last === undefined ? undefined : readCount(options.last);
  const log = new HistoryLog({ ...wanted, last });
  const place = await readHistory(kit, options, (record) => log.take(record));
  if (log.isAboutNobody) throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
  if (!isJson) {
    const lines = historyLines(log.records, { nameOf: (n) => log.nameOf(n), isVerbose, columns: terminal.columns });
    return { lines, talk: [`Read from ${place}.`] };
  }
  for (const record of log.records) terminal.print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...record }));
  return {};
}

/** Follows the history until nobody reads it any more (`autotrail history --follow | head`). */
async function followWhileRead(kit: CommandKit, options: Omit<FollowOptions, 'signal'>, output: Output): Promise<Report> {
  const unread = new AbortController();
  process.stdout.once('error', () => unread.abort());
  try {
    return await followHistory(kit, { ...options, signal: unread.signal }, output);
  } catch (error) {
    if (unread.signal.aborted) return {};
    throw error;
  }
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageError(`Expected a count from 1 up, got ${text}.`);
  return Number(text);
}
