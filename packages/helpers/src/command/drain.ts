import { setImmediate as nextTurn } from 'node:timers/promises';
import { isWithin } from '../is-within.js';

/** What reads a stream to its end. */
export interface StreamReader {
  /** Resolves when the stream is closed and all of it was heard; rejects where hearing it failed. */
  readonly closed: Promise<void>;
  /** How many chunks were read. */
  readonly chunks: number;
  /** Reads no more. */
  close(): void;
}

/** How long a command that has ended may leave its output open, in milliseconds. */
const PATIENCE_MS = 1_000;

/** Chunks that a full pipe may still hold. */
const FULL_PIPE_CHUNKS = 32;

/**
 * Waits for the rest of the output of a command that has ended. A process that it left in the background may hold the output open for
 * ever: after a second it is cut. Answers whether all of it came.
 *
 * @throws what hearing a line threw
 */
export async function drain(readers: readonly StreamReader[], patienceMs = PATIENCE_MS): Promise<boolean> {
  const closed = Promise.all(readers.map((reader) => reader.closed));
  if (await isWithin(patienceMs, closed)) return true;
  await readWhatIsThere(readers);
  if (await isWithin(0, closed)) return true;
  for (const reader of readers) reader.close();
  await closed;
  return false;
}

/**
 * If this process was held up, the second is over before what came in it was read: that is no reason to cut it. A turn of the event
 * loop that brings nothing says that the pipes are empty; but one that is filled as fast as it is read must not go on for ever.
 */
async function readWhatIsThere(readers: readonly StreamReader[]): Promise<void> {
  const chunks = (): number => readers.reduce((sum, reader) => sum + reader.chunks, 0);
  const most = chunks() + FULL_PIPE_CHUNKS;
  for (let before = -1; before < chunks() && before < most; ) {
    before = chunks();
    // One to take up reading again, one to read.
    await nextTurn();
    await nextTurn();
  }
}
