import { createInterface } from 'node:readline/promises';

/** What may be done with a trail when its REPL is left. */
export type Leaving = 'stop' | 'detach';

/** Asks what is to be done with the trail. Whoever leaves the question too, leaves the trail alone. */
export async function askHowToLeave(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<Leaving> {
  const reader = createInterface({ input, output, terminal: true });
  const left = new AbortController();
  reader.once('SIGINT', () => left.abort());
  reader.once('close', () => left.abort());
  try {
    for (;;) {
      const question = 'Stop the trail, or detach and let it go on? [stop/DETACH] ';
      const answer = (await reader.question(question, { signal: left.signal })).trim().toLowerCase();
      if (answer !== '' && 'stop'.startsWith(answer)) return 'stop';
      if ('detach'.startsWith(answer)) return 'detach';
    }
  } catch (error) {
    if (!left.signal.aborted) throw error;
    output.write('\n');
    return 'detach';
  } finally {
    reader.close();
  }
}
