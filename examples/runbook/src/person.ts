import { createInterface } from 'node:readline';
import type { Ask } from './runbook.js';

/** The person at this terminal, until they leave: by Ctrl-D, or by what aborts the signal. */
export function personHere(stepCount: number, signal: AbortSignal): Ask {
  // Lines as the terminal hands them over, without an editor for them: Ctrl-C then ends everything, as it always does.
  const lines = createInterface({ input: process.stdin, terminal: false, signal })[Symbol.asyncIterator]();
  return async ({ n, name, waitingForResponse }) => {
    console.log(`\n${n + 1}/${stepCount} ${name}: ${waitingForResponse.message}`);
    for (;;) {
      process.stdout.write('Done? (y/n) ');
      const { done, value } = await lines.next();
      if (done) return null;
      const answer = value.trim().toLowerCase();
      if (answer === 'y' || answer === 'yes') return true;
      if (answer === 'n' || answer === 'no') return false;
    }
  };
}
