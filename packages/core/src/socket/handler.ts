import type { JsonObject, JsonValue } from '../json.js';

/** Answers one request. What it throws becomes the answer's error, and the server goes on. */
export type Handler = (request: SocketRequest) => HandlerResult | Promise<HandlerResult>;

/** A request and who sent it. */
export interface SocketRequest {
  /** The version of the wire it came over. */
  readonly wire: 1 | 2;
  /** The request itself, without the `id` of wire version 2. Keys and values are a stranger's: read them with `Object.hasOwn`. */
  readonly message: JsonObject;
  readonly peer: Peer;
}

/** What a handler answers. */
export interface HandlerResult {
  /** The answer as it stands on the wire: `{ name, result, error }`; version 2 adds the request's id. */
  readonly response: JsonObject;
  /** Whether the server goes on. After false it answers what is under way, then closes everything. */
  readonly keepServing: boolean;
}

/** The client at the other end of one connection. */
export interface Peer {
  /**
   * Where the client came from, as the server knows it and the client cannot choose: `unix:/run/release.sock#7` or
   * `tcp:127.0.0.1:41234#8`. It is the server's path, or the client's own port; then the server's number of the connection, from 1.
   */
  readonly source: string;
  /**
   * Fires when the connection ends. On wire version 2 that is also when the client has shut down its writing side, since nothing tells
   * that from a client that died; what it asked before is still answered.
   */
  readonly gone: AbortSignal;
  /**
   * Sends `{ subscription, event }`. Answers false, and queues nothing, if the peer is gone, speaks wire version 1, or has not read
   * more than `maxBacklogBytes` of what it was sent: tell it {@link whenDrained | later} what it missed.
   */
  push(subscription: JsonValue, event: JsonValue): boolean;
  /**
   * Calls the listener once, when a peer to which a push was refused has read all it was sent; never, if it is gone by then or speaks
   * wire version 1. A server that closes gives the listener the time of its grace to push what is still to be told. A way to a server
   * on which there is always room does without.
   */
  whenDrained?(listener: () => void): void;
}
