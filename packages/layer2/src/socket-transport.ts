import { randomBytes } from 'node:crypto';
import { type Address, checkToken, connect, listen, type Serving, serveSocket } from '@autotrail/core/socket';
import { type ApiConnection, type ApiServer, fromApiError, type Transport } from '@autotrail/layer1';

/**
 * Calls over a unix socket, in both versions of the wire, or over a port of this machine. A path on which a server still answers is
 * refused; a dead socket is taken over.
 *
 * A port is open to every user of the machine, so there a client must have the server's token, and speak version 2 of the wire. On a
 * unix socket the mode of its file is the guard; a token is one more, for accounts that several people share.
 *
 * @example
 * const server = new TrailServer(definition, { transports: [new SocketTransport('./release.sock')] });
 * @example
 * const transport = new SocketTransport({ host: '127.0.0.1', port: 0 });
 * const server = new TrailServer(definition, { transports: [transport] });
 * await server.start();
 * const { address, token } = transport; // for others: new TrailClient(new SocketTransport(address, { token }))
 */
export class SocketTransport implements Transport {
  readonly #given: Address;
  readonly #token: string | undefined;
  #listening: { readonly address: Address; readonly serving: Serving } | undefined;

  /**
   * @param options - `token`: what a client has to know, at least 22 printable characters of ASCII. @default on a port 256 random
   * bits, on a unix socket none
   * @throws AutoTrailError `AUTOTRAIL_BAD_TOKEN`
   */
  constructor(address: Address, { token }: { readonly token?: string | undefined } = {}) {
    this.#given = address;
    if (token !== undefined) this.#token = checkToken(token);
    else if (typeof address !== 'string') this.#token = randomBytes(32).toString('base64url');
  }

  /** Where the server answers; while it listens, with the port that the system chose if it was left to it (0). */
  get address(): Address {
    return this.#listening?.address ?? this.#given;
  }

  /** What a client has to know. Hand it to nobody who may not steer the trail. */
  get token(): string | undefined {
    return this.#token;
  }

  /** @throws AutoTrailError `AUTOTRAIL_SOCKET_IN_USE` and the other errors of core's `listen` */
  async listen(server: ApiServer): Promise<void> {
    const socket = await listen(this.#given);
    const serving = serveSocket(
      socket,
      async (request) => {
        const { name, result, error } = await server.handle(request);
        // Thrown, an error is told in the words of the wire that the request came by.
        if (error !== null) throw fromApiError(error);
        return { response: { name, result, error }, keepServing: true };
      },
      { hello: () => server.hello(), token: this.#token },
    );
    this.#listening = { address: socket.address, serving };
  }

  /** @throws AutoTrailError `AUTOTRAIL_SERVER_GONE`; `AUTOTRAIL_UNAUTHORISED` if the server has another token */
  connect(): Promise<ApiConnection> {
    return connect(this.address, { token: this.#token });
  }

  async close(): Promise<void> {
    await this.#listening?.serving.close();
  }
}
