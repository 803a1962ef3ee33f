import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { printable } from '@autotrail/helpers';
import { cliError } from '../errors.js';

/** A colour or weight. It never says anything that the words do not say. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** One line of text; newlines and control characters in it are spelt out when it is printed. */
export type Line = string | { readonly text: string; readonly style?: Style };

/** Where a command prints and asks. Data goes to `print`, everything said about it to `say`. */
export interface Terminal {
  print(line: Line): void;
  say(line: Line): void;
  /** The width that tables keep to; infinite off a terminal. */
  readonly columns: number;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /** Asks a person. @throws AutoTrailError `AUTOTRAIL_CANCELLED` if they leave instead: that is never an answer. */
  ask(question: string): Promise<string>;
}

/** This process's own terminal: stdout and stderr, and stdin for answers. */
export const systemTerminal: Terminal = {
  print: (line) => writeLine(process.stdout, line),
  say: (line) => writeLine(process.stderr, line),
  get columns() {
    const { isTTY, columns } = process.stdout;
    return isTTY ? Number(process.env.COLUMNS) || columns || 80 : Number.POSITIVE_INFINITY;
  },
  get canAsk() {
    return process.stdin.isTTY && process.stderr.isTTY && !isSet('CI') && !isSet('AUTOTRAIL_NO_INPUT');
  },
  ask: askPerson,
};

function writeLine(stream: NodeJS.WriteStream, line: Line): void {
  const { text, style = null } = typeof line === 'string' ? { text: line } : line;
  const shown = printable(text);
  // styleText colours nothing off a terminal, and heeds NO_COLOR, FORCE_COLOR and TERM=dumb.
  stream.write(`${style === null || shown === '' ? shown : styleText(style, shown, { stream })}\n`);
}

function isSet(name: string): boolean {
  const value = process.env[name];
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

async function askPerson(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  // Ctrl-C and Ctrl-D close the reader, which would leave the question pending for ever.
  reader.once('close', () => left.abort());
  try {
    return await reader.question(printable(question), { signal: left.signal });
  } catch (error) {
    if (!left.signal.aborted) throw error;
    process.stderr.write('\n');
    throw cliError('AUTOTRAIL_CANCELLED');
  } finally {
    reader.close();
  }
}
