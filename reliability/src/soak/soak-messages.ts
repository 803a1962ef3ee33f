import type { KillContext } from '../kill/kill-trail.js';

/** What a soaked server is told. */
export interface SoakOptions {
  readonly socketFile: string;
  /** The folder in which every attempt leaves a file. */
  readonly ledger: string;
  /** The number of the trail that it begins with. */
  readonly first: number;
}

/** How a soaked server is when it serves nobody, after it has thrown away all that it does not need. */
export interface SoakSample {
  readonly type: 'sample';
  /** Resident memory and memory of objects, in bytes. */
  readonly rss: number;
  readonly heapUsed: number;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** How late its event loop was, since it began, in milliseconds. */
  readonly delayP50: number;
  readonly delayP99: number;
  readonly delayMax: number;
}

/** A soaked server answers clients. */
export interface SoakReady {
  readonly type: 'ready';
  /** The number of its trail. */
  readonly trail: number;
  readonly journalFile: string;
  readonly resumed: boolean;
  readonly context: KillContext;
}

/** What a soaked server tells: in this order, again and again. */
export type SoakMessage = SoakSample | SoakReady | { readonly type: 'finished' };
