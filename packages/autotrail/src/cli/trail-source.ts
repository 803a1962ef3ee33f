import type { Definition } from '@autotrail/layer1';
import type { TrailServerOptions } from '@autotrail/layer2';

/** A trail to run: its definition, and how its server is to be. */
export interface TrailSource {
  readonly definition: Definition<unknown>;
  readonly serverOptions: TrailServerOptions;
}
