import { type Address, connect, listen, type Serving, serveSocket } from '@autotrail/core/socket';
import type { ApiConnection, ApiServer, Transport } from '@autotrail/layer1';

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
        const response = await server.handle(request);
        // Wire 1 knows errors as sentences; on wire 2 they have a code as well.
        const error = request.wire === 1 ? (response.error?.message ?? null) : (response.error as JsonError);
        return { response: { ...response, error }, keepServing: true };
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

type JsonError = { readonly code: string; readonly message: string } | null;
