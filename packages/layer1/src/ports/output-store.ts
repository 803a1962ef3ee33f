import type { JsonValue } from '@autotrail/core';
import type { AttemptRef } from '../trail/effects.js';

/** Where the output of attempts is kept: beside the journal, for output decides nothing. */
export interface OutputStore {
  /** Notes a message of an attempt. Never throws: what cannot be kept is left out, and the loss is noted where that can be done. */
  write(attempt: AttemptRef, message: JsonValue): void;
  /** Resolves when everything noted so far would survive the end of this process; answers nothing where it does already. */
  flush(): void | Promise<void>;
  /** What was kept of all attempts: of each step in order, a step's attempts in order. */
  read(): AsyncIterable<{ readonly n: number; readonly attempt: number; readonly message: JsonValue }>;
  /** Forgets the output of an attempt: it is about to be heard again from its beginning. */
  forget(attempt: AttemptRef): Promise<void>;
  /** Frees what it holds. Called once, after the last message. */
  close(): Promise<void>;
}
