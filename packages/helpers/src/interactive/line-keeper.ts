import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import type { REPLServer } from 'node:repl';
import type { PrinterOutput } from './printers.js';

/** Prints above the line that is being typed, which is drawn again below. Off a terminal it just prints. */
export class LineKeeper {
  readonly #repl: REPLServer;
  readonly #isBusy: () => boolean;
  #isClosed = false;

  /** While it is busy, the prompt is not shown. */
  constructor(repl: REPLServer, isBusy: () => boolean) {
    this.#repl = repl;
    this.#isBusy = isBusy;
    repl.once('close', () => {
      this.#isClosed = true;
    });
  }

  /** Prints a text, which must be empty or end with a newline. */
  print(stream: PrinterOutput, text: string): void {
    const repl = this.#repl;
    if (!repl.terminal || this.#isClosed) {
      stream.write(text);
      return;
    }
    const { rows } = repl.getCursorPos();
    moveCursor(repl.output, 0, -rows);
    cursorTo(repl.output, 0);
    clearScreenDown(repl.output);
    stream.write(text);
    if (this.#isBusy()) {
      repl.output.write(repl.line);
      return;
    }
    // Drawing the line begins where it began before: as many rows above the cursor as it had.
    repl.output.write('\n'.repeat(rows));
    repl.displayPrompt(true);
  }
}
