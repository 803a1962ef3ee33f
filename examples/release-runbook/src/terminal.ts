import { createInterface } from 'node:readline';

/** Whether a person is there to be asked. */
export const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;

/** Asks until the answer is yes or no. The end of the input, or of the question by its signal, counts as no. */
export async function askYesOrNo(signal: AbortSignal): Promise<boolean> {
  // Lines as the terminal hands them over, without an editor for them: Ctrl-C then ends everything, as it always does.
  const lines = createInterface({ input: process.stdin, terminal: false, signal });
  const ask = (): boolean => process.stdout.write('          (y/n) ');
  ask();
  for await (const line of lines) {
    const answer = line.trim().toLowerCase();
    if (answer === 'y' || answer === 'yes') return true;
    if (answer === 'n' || answer === 'no') return false;
    ask();
  }
  process.stdout.write('\n');
  return false;
}
