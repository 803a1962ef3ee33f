import type { JsonObject } from '@autotrail/core';
import type { Connection, Peer, SocketRequest } from '@autotrail/core/socket';
import type { ApiResponse } from '../api/api-call.js';

/** The client's end of a connection, as a server sees it. */
export type { Peer };

/** A request as it came in: the version of the wire, the message, and who sent it. */
export type ApiRequest = SocketRequest;

/** A client's way to a server: many requests may be under way at once. */
export type ApiConnection = Connection;

/** Answers requests. */
export interface ApiServer {
  /** What a client is told when it connects. */
  hello(): JsonObject;
  /** Never rejects. */
  handle(request: ApiRequest): Promise<ApiResponse>;
}

/** A way on which calls reach a server. */
export interface Transport {
  /** The server's end: resolves when clients are answered. */
  listen(server: ApiServer): Promise<void>;
  /** The client's end. @throws AutoTrailError `AUTOTRAIL_SERVER_GONE` if no server listens. */
  connect(): Promise<ApiConnection>;
  /** Ends the server's end: no new requests, and those under way are answered first. */
  close(): Promise<void>;
}
