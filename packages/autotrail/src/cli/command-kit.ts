import type { TrailClient } from '@autotrail/layer2';
import type { KnownTags } from './tag-switches.js';
import type { Terminal } from './terminal.js';

/** Where a trail that nobody serves is remembered. */
export interface TrailMemory {
  /** The trail's name; `null`: the only one that is remembered. */
  readonly trail: string | null;
  /** The one file its journal is kept in; `null`: its newest run in the state folder. */
  readonly journalFile: string | null;
}

/** What the commands that steer a trail are made with. */
export interface CommandKit {
  readonly terminal: Terminal;
  /** The trail that is steered. */
  readonly client: () => Promise<TrailClient>;
  /** Where the trail is remembered; `null` if nobody knows. */
  readonly memory: (() => TrailMemory) | null;
  /** How a person begins a command for this trail, such as `autotrail --trail release`. */
  readonly invocation: () => string;
  /** The trail's tags, to make switches of. */
  readonly tags: KnownTags;
}
