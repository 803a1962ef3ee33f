import type { TrailServer } from '@autotrail/layer2';
import { asksForPerson, happeningLines } from './happening-lines.js';
import type { Happening } from './happenings.js';
import { type Output, SCHEMA_VERSION } from './report.js';
import { type Summary, summaryLine } from './summary.js';

/** How a {@link RunPrinter} prints. */
export interface RunPrinterOptions extends Output {
  /** Only what asks for a person, and how it ended. */
  readonly isQuiet: boolean;
  /** How a person begins a command for this trail. */
  readonly invocation: string;
}

/** Which run a server works on. */
export interface BegunRun {
  readonly run: string;
  /** Whether it is gone on with. */
  readonly resumed: boolean;
}

/** Prints a run while it goes: lines for people, or one JSON document a line. */
export class RunPrinter {
  readonly #options: RunPrinterOptions;
  #isEnding = false;

  constructor(options: RunPrinterOptions) {
    this.#options = options;
  }

  /** The trail can be steered from now on. */
  begin({ name, socketFile, journalFile }: Pick<TrailServer, 'name' | 'socketFile' | 'journalFile'>, run: BegunRun): void {
    const { isJson, terminal, invocation } = this.#options;
    if (isJson) return this.#printJson({ type: 'begin', trail: name, socketFile, journalFile, ...run });
    const place = socketFile === '' ? '' : ` at ${socketFile}`;
    terminal.say(`${name} is served${place}. To see how it goes: ${invocation} status`);
  }

  /** Something happened to the trail. */
  show(happening: Happening): void {
    const { terminal, isJson, isQuiet, invocation } = this.#options;
    if (happening.type === 'command' && happening.call === 'shutdown') this.#isEnding = true;
    if (isQuiet && !asksForPerson(happening)) return;
    if (isJson) return this.#printJson(happening);
    for (const line of happeningLines(happening, { invocation, isEnding: this.#isEnding })) terminal.print(line);
  }

  /** The trail has ended, with a summary if it had finished by then. */
  end(outcome: string, summary: Summary | null): void {
    const { isJson, terminal } = this.#options;
    if (isJson) this.#printJson({ type: 'end', outcome, ...summary });
    else terminal.say(summary === null ? `${outcome}, before the trail has finished` : summaryLine(summary));
  }

  #printJson(happening: object): void {
    this.#options.terminal.print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...happening }));
  }
}
