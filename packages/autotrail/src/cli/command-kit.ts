import type { TrailClient } from '@autotrail/layer2';
import type { KnownTags } from './tag-switches.js';
import type { Terminal } from './terminal.js';

/** What the commands that steer a trail are made with. */
export interface CommandKit {
  readonly terminal: Terminal;
  /** The trail that is steered. */
  readonly client: () => Promise<TrailClient>;
  /** How a person begins a command for this trail, such as `autotrail --trail release`. */
  readonly invocation: () => string;
  /** The trail's tags, to make switches of. */
  readonly tags: KnownTags;
}
