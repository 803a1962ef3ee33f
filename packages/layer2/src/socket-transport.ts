import { type Address, connect, listen, type Serving, serveSocket } from '@autotrail/core/socket';
import { type ApiConnection, type ApiServer, fromApiError, type Transport } from '@autotrail/layer1';

/**
 * Calls over a unix socket, in both versions of the wire. A path on which a server still answers is refused; a dead socket is taken
 * over.
 *
 * @example
 * const server = new TrailServer(definition, { transports: [new SocketTransport('./release.sock')] });
 */
export class SocketTransport implements Transport {
  readonly address: Address;
  #serving: Serving | undefined;

  constructor(address: Address) {
    this.address = address;
  }

  /** @throws AutoTrailError `AUTOTRAIL_SOCKET_IN_USE` and the other errors of core's `listen` */
  async listen(server: ApiServer): Promise<void> {
    this.#serving = serveSocket(
      await listen(this.address),
      async (request) => {
        const { name, result, error } = await server.handle(request);
        // Thrown, an error is told in the words of the wire that the request came by.
        if (error !== null) throw fromApiError(error);
        return { response: { name, result, error }, keepServing: true };
      },
      { hello: () => server.hello() },
    );
  }

  connect(): Promise<ApiConnection> {
    return connect(this.address);
  }

  async close(): Promise<void> {
    await this.#serving?.close();
  }
}
