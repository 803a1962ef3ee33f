import type { TrailClient } from '@autotrail/layer2';
import type { Random } from '../support/random.js';
import type { Chronicle } from './chronicle.js';
import type { Ledger } from './ledger.js';
import type { Tally } from './tally.js';

/** A run of the trail of trees, over all of its servers. */
export interface TreeRun {
  /** The folder of all of its files, and the mark of all of its processes. */
  readonly home: string;
  readonly ledger: Ledger;
  readonly chronicle: Chronicle;
  readonly random: Random;
  readonly tally: Tally;
}

/** The run while one of its servers is there. */
export interface ServedRun extends TreeRun {
  readonly client: TrailClient;
}
