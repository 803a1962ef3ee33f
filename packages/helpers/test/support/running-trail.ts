import type { JsonObject, JsonValue } from '@autotrail/core';
import {
  type ApiConnection,
  buildTrail,
  type Definition,
  MemoryTransport,
  type TrailManager,
  trailManager,
} from '@autotrail/layer1';

/** A trail that runs in this process, steered through its API. */
export class RunningTrail {
  readonly #manager: TrailManager;
  readonly #client: ApiConnection;

  private constructor(manager: TrailManager, client: ApiConnection) {
    this.#manager = manager;
    this.#client = client;
  }

  static async start(definition: Definition, context?: unknown): Promise<RunningTrail> {
    const transport = new MemoryTransport();
    const manager = trailManager(buildTrail(definition), { transports: [transport], context });
    await manager.start();
    const trail = new RunningTrail(manager, await transport.connect());
    await trail.call('start');
    return trail;
  }

  async call(name: string, fields: JsonObject = {}): Promise<JsonValue> {
    const { result, error } = await this.#client.request(name, fields);
    if (error !== null) throw new Error(JSON.stringify(error));
    return result;
  }

  /** Resolves when the trail is finished, or has come to something else that `wait` knows. */
  async until(what: 'finished' | 'needsInput' | 'failed'): Promise<void> {
    await this.call('wait', { until: what });
  }

  /** One field of every step, in order of `n`. */
  async each(field: string): Promise<readonly JsonValue[]> {
    const statuses = (await this.call('status', { status_fields: [field] })) as readonly JsonObject[];
    return statuses.map((status) => status[field] ?? null);
  }

  /** Shuts the trail down; resolves when it holds nothing any longer. */
  async shutdown(): Promise<void> {
    await this.call('shutdown');
    await this.#manager.closed;
  }
}
