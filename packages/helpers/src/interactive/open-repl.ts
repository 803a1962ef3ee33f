import { type REPLServer, start } from 'node:repl';
import type { Tags } from '@autotrail/core';
import { printable } from '../printable.js';
import { completeLine } from './completion.js';
import { DOT_COMMANDS } from './dot-commands.js';
import type { InteractiveOptions } from './interactive-options.js';
import { InteractiveTrail } from './interactive-trail.js';
import { LineKeeper } from './line-keeper.js';
import type { PrinterOutput } from './printers.js';
import { ReplSession } from './repl-session.js';
import { makeScope } from './scope.js';

/** What is known of a trail when its REPL begins: neither of it changes. */
export interface TrailFacts {
  readonly trailName: string;
  /** The tags of every step, in order of `n`. */
  readonly steps: readonly Tags[];
}

/** A REPL with all that belongs to it. */
export interface OpenRepl extends TrailFacts {
  readonly repl: REPLServer;
  readonly session: ReplSession;
  /** Prints where it does not break the line being typed. */
  readonly trail: InteractiveTrail;
  readonly streams: Required<Pick<InteractiveOptions, 'input' | 'output' | 'stderr'>>;
  readonly stdout: PrinterOutput;
  readonly stderr: PrinterOutput;
}

/** Opens the REPL of a trail. */
export function openRepl(options: InteractiveOptions, facts: TrailFacts): OpenRepl {
  const { input = process.stdin, output = process.stdout, stderr = process.stderr } = options;
  const above = (stream: PrinterOutput): PrinterOutput => ({ write: (text) => keeper.print(stream, text) });
  const printed = { stdout: above(output), stderr: above(stderr) };
  const trail = printingTrail(options.trail, printed);
  const scope = makeScope(trail, options.names);
  const session = new ReplSession(scope, printed);
  const terminal = isTerminal(input) && isTerminal(output);
  const repl = start({
    input,
    output,
    terminal,
    prompt: terminal ? (options.prompt ?? `${printable(facts.trailName)}> `) : '',
    eval: session.evaluate,
    completer: (line: string) => completeLine(line, { ...vocabularyOf(() => repl), tags: facts.steps }),
    ignoreUndefined: true,
    useColors: false,
  });
  const keeper = new LineKeeper(repl, () => session.turns.isBusy);
  session.attach(repl, trail);
  return { ...facts, ...printed, repl, session, trail, streams: { input, output, stderr } };
}

/** An author's own printers and streams stay as they are. */
function printingTrail(
  trail: InteractiveOptions['trail'],
  printed: { readonly stdout: PrinterOutput; readonly stderr: PrinterOutput },
): InteractiveTrail {
  if (!('client' in trail)) return new InteractiveTrail(trail, printed);
  return new InteractiveTrail(trail.client, { ...printed, ...trail.options });
}

function vocabularyOf(repl: () => REPLServer) {
  return {
    dotCommands: [...Object.keys(DOT_COMMANDS), 'break', 'clear', 'editor', 'exit', 'help', 'load', 'save'],
    names: () => Object.keys(repl().context),
    membersOf: (name: string) => membersOf(Object.getOwnPropertyDescriptor(repl().context, name)?.value),
  };
}

/** The names of all members, inherited ones too; getters are not called. */
function membersOf(value: unknown): readonly string[] {
  const names = new Set<string>();
  for (let object = value; object !== null && object !== undefined; object = Object.getPrototypeOf(object)) {
    for (const name of Object.getOwnPropertyNames(object)) names.add(name);
  }
  return [...names];
}

function isTerminal(stream: object): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}
