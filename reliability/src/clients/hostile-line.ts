/** What the server owes the sender of a line. */
export interface Verdict {
  /** The JSON text of the id its one answer bears; `null` for an answer that could not be paired with a request. */
  readonly id: string | null;
  /** `refused`: the answer is an error; `served`: it is none; `either`: the line is sound, and it depends on the trail. */
  readonly outcome: 'refused' | 'served' | 'either';
  /** Whether the server then ends the connection. */
  readonly ends: boolean;
}

/** A line that a server may be sent, without its newline. */
export interface HostileLine {
  /** What is wrong with it. */
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly verdict: Verdict;
}

/** The versions of the wire. */
export type Wire = 1 | 2;
