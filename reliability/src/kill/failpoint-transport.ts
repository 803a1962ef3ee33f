import type { ApiServer, Transport } from '@autotrail/layer1';
import { between, type Failpoints } from './failpoints.js';

/** A transport with a point before and after each request is handed in, and each answer leaves. */
export function failpointTransport(transport: Transport, points: Failpoints): Transport {
  return {
    listen: (server) => between(points, 'transport:listen', () => transport.listen(failpointServer(server, points))),
    connect: () => transport.connect(),
    close: () => transport.close(),
  };
}

function failpointServer(server: ApiServer, points: Failpoints): ApiServer {
  return {
    hello: () => server.hello(),
    handle: async (request) => {
      points.reach('transport:request:before');
      const asked = server.handle(request);
      points.reach('transport:request:after');
      const answer = await asked;
      points.reach('transport:answer:before');
      // By then what is returned here was written to the socket.
      setImmediate(() => points.reach('transport:answer:after'));
      return answer;
    },
  };
}
