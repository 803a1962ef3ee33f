import { buildTrail, type Definition, type Trail } from '@autotrail/layer1';
import type { TrailServerOptions } from '@autotrail/layer2';

/** A trail to run: its definition, and how its server is to be. */
export interface TrailSource {
  readonly definition: Definition<unknown>;
  readonly serverOptions: TrailServerOptions;
}

/** The trail as its server builds it, before anything has happened to it. @throws what `buildTrail` throws */
export function freshTrail({ definition, serverOptions: { transitions, failurePairs, limits } }: TrailSource): Trail {
  return buildTrail(definition, {
    ...(transitions !== undefined && { transitions }),
    ...(failurePairs !== undefined && { failurePairs }),
    ...(limits !== undefined && { limits }),
  });
}
