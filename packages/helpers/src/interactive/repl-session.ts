import { once } from 'node:events';
import { type REPLEval, type REPLServer, Recoverable } from 'node:repl';
import { inspect } from 'node:util';
import { AutoTrailError } from '@autotrail/core';
import { printable } from '../printable.js';
import { compile } from './compile.js';
import { DOT_COMMANDS } from './dot-commands.js';
import type { InteractiveTrail } from './interactive-trail.js';
import { type PrinterOutput, printError } from './printers.js';
import type { Scope } from './scope.js';
import { Turns } from './turns.js';

/** Where a session prints. */
export interface SessionOutput {
  readonly stdout: PrinterOutput;
  readonly stderr: PrinterOutput;
}

/** Evaluates what is typed, one line after another, waits for its result and prints it once. */
export class ReplSession {
  readonly turns = new Turns();
  readonly #scope: Scope;
  readonly #output: SessionOutput;
  readonly #left = new AbortController();
  #repl: REPLServer | undefined;
  #isReady: Promise<unknown> = Promise.resolve();

  constructor(scope: Scope, output: SessionOutput) {
    this.#scope = scope;
    this.#output = output;
  }

  /** For `node:repl`. */
  readonly evaluate: REPLEval = (...given) => {
    const [code, context, , done] = given;
    try {
      const script = compile(code);
      // Its lines are complete. A further one may come while it runs, and must not be added to them.
      this.#repl?.clearBufferedCommand();
      this.#takeTurn(
        () => script.runInContext(context),
        () => done(null, undefined),
      );
    } catch (error) {
      if (!(error instanceof Recoverable)) printThrown(this.#output.stderr, error);
      done(error instanceof Recoverable ? error : null, undefined);
    }
  };

  /** Has what is typed wait until a promise is settled. */
  waitFor(promise: Promise<unknown>): void {
    this.#isReady = promise.catch(() => {});
  }

  /** Puts the scope and the dot commands into a REPL. */
  attach(repl: REPLServer, trail: InteractiveTrail): void {
    this.#repl = repl;
    const define = (): void => {
      // Defined, not assigned: some of the names belong to modules of Node, which a REPL has in scope too.
      for (const [name, value] of Object.entries(this.#scope.values)) {
        Object.defineProperty(repl.context, name, { value, writable: true, configurable: true, enumerable: true });
      }
    };
    define();
    repl.on('reset', define);
    repl.once('exit', () => this.#left.abort());
    for (const [name, { help, run }] of Object.entries(DOT_COMMANDS)) {
      // The trail prints what it answers.
      const perform = async (text: string): Promise<void> => {
        await run(trail, text);
      };
      const action = (text: string): void => {
        repl.clearBufferedCommand();
        this.#takeTurn(
          () => perform(text),
          () => repl.displayPrompt(),
        );
      };
      repl.defineCommand(name, { help, action });
    }
  }

  #takeTurn(run: () => unknown, done: () => void): void {
    void this.turns
      .take(() => this.#isReady.then(() => this.#showResult(run)))
      .then(() => {
        // A REPL that is closed must not be given a prompt.
        if (!this.#left.signal.aborted) done();
      });
  }

  async #showResult(run: () => unknown): Promise<void> {
    const { printed } = this.#scope;
    printed.clear();
    try {
      const result = await this.#unlessInterrupted(run);
      if (result !== undefined && !printed.has(result)) this.#output.stdout.write(`${safeText(inspect(result))}\n`);
    } catch (error) {
      printThrown(this.#output.stderr, error);
    }
  }

  /** Ctrl-C ends the waiting, not what is waited for; so does leaving a terminal, but not the end of lines that were piped in. */
  async #unlessInterrupted(run: () => unknown): Promise<unknown> {
    const repl = this.#repl;
    if (repl?.terminal !== true) return run();
    const over = new AbortController();
    const interrupted = Promise.race([once(repl, 'SIGINT', over), once(repl, 'exit', over)]).then(
      () => this.#output.stderr.write('No longer waited for; it goes on.\n'),
      () => {},
    );
    try {
      return await Promise.race([run(), interrupted.then(() => undefined)]);
    } finally {
      over.abort();
    }
  }
}

function printThrown(stderr: PrinterOutput, error: unknown): void {
  if (AutoTrailError.is(error)) printError(stderr, error.code, error);
  else stderr.write(`Uncaught ${safeText(inspect(error))}\n`);
}

/** Lines stay lines; all else that a terminal would obey is spelt out. */
function safeText(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
