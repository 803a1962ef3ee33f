import { type ApiConnection, type ApiServer, MemoryTransport, type PushedEvent, type Transport } from '@autotrail/layer1';

/** What a {@link LiveFeed} hands on. */
export type EventListener = (event: PushedEvent) => void;

/**
 * This process's own way to its server. It subscribes before anything is done there, so that of a run that is gone on with nothing is
 * missed: only what the server noted when it took the run up came before.
 */
export class LiveFeed implements Transport {
  readonly #memory = new MemoryTransport();
  readonly #onEvent: EventListener;
  #connection: ApiConnection | undefined;

  constructor(onEvent: EventListener) {
    this.#onEvent = onEvent;
  }

  /** The connection that hears what happens, and how things were before. There once the server was started. */
  get connection(): ApiConnection {
    if (this.#connection === undefined) throw new Error('Internal error: a feed of a server that was not started');
    return this.#connection;
  }

  async listen(server: ApiServer): Promise<void> {
    await this.#memory.listen(server);
    this.#connection = await this.#memory.connect();
    this.#connection.onPush(({ event }) => this.#onEvent(event as unknown as PushedEvent));
    // It is answered when the server begins; if that fails, starting it says so.
    this.#connection.request('subscribe').catch(() => {});
  }

  connect(): Promise<ApiConnection> {
    return this.#memory.connect();
  }

  close(): Promise<void> {
    return this.#memory.close();
  }
}
