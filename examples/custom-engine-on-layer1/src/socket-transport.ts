import { AutoTrailError } from '@autotrail/core';
import { connect, type HandlerResult, listen, type Serving, serveSocket } from '@autotrail/core/socket';
import type { ApiConnection, ApiRequest, ApiServer, Transport } from '@autotrail/layer1';

/** Lets calls come in on a unix socket. layer1 knows no sockets; layer2 has this ready-made. */
export class SocketTransport implements Transport {
  readonly #path: string;
  #serving: Serving | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async listen(server: ApiServer): Promise<void> {
    const socket = await listen(this.#path);
    this.#serving = serveSocket(socket, (request) => answer(server, request), { hello: () => server.hello() });
  }

  connect(): Promise<ApiConnection> {
    return connect(this.#path);
  }

  async close(): Promise<void> {
    await this.#serving?.close();
  }
}

async function answer(server: ApiServer, request: ApiRequest): Promise<HandlerResult> {
  const { name, result, error } = await server.handle(request);
  // Each version of the wire has its own shape for errors; core knows it for those that are thrown.
  if (error !== null) throw new AutoTrailError(error.code, error.message, error);
  return { response: { name, result, error }, keepServing: true };
}
