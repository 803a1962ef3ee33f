import type { Socket } from 'node:net';
import type { AutoTrailError } from '../autotrail-error.js';
import { coreError } from '../errors.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { Address } from './address.js';
import { type Answer, readAnswer } from './answer.js';
import { Calls } from './calls.js';
import { checkRequest } from './check-request.js';
import { isJsonObject, jsonCodec } from './codec.js';
import { MAX_LINE_BYTES } from './line-decoder.js';
import { serverGone } from './open-socket.js';

/** What a server sends by itself to a client that subscribed. */
export interface Push {
  readonly subscription: JsonValue;
  readonly event: JsonValue;
}

/** Hears of pushes. */
export type PushListener = (push: Push) => void;

/**
 * A connection over which many requests may be under way at a time. While none is, and nobody listens for pushes, it does not keep
 * its process alive.
 */
export interface Connection {
  /** What the server said at the beginning. */
  readonly hello: JsonObject;
  /**
   * Sends a request and resolves with its answer, which may report an error.
   *
   * @throws `AUTOTRAIL_SERVER_GONE` if the connection ends first; `AUTOTRAIL_LINE_TOO_LONG`, `AUTOTRAIL_TOO_DEEP` or
   * `AUTOTRAIL_FORBIDDEN_KEY` if the server would refuse to read the request; the signal's reason if that fires first: the server may
   * carry the request out all the same.
   */
  request(name: string, fields?: JsonObject, options?: { readonly signal?: AbortSignal | undefined }): Promise<Answer>;
  /** Hears of every push, until the function that it answers is called. */
  onPush(listener: PushListener): () => void;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  /** Ends the connection; what is under way fails with `AUTOTRAIL_SERVER_GONE`. */
  close(): Promise<void>;
}

/** A connected socket on which the server has said its hello. */
export interface Link {
  readonly address: Address;
  readonly socket: Socket;
  /** What the server sends after its hello. */
  readonly lines: AsyncIterable<string>;
  readonly closed: Promise<void>;
}

/** The {@link Connection} over a socket. */
export class ClientConnection implements Connection {
  readonly hello: JsonObject;
  readonly closed: Promise<void>;
  readonly #link: Link;
  readonly #calls = new Calls<Answer>();
  readonly #listeners = new Set<PushListener>();
  /** What the server said about the connection as a whole: why it will end it. */
  #complaint: string | undefined;
  #gone: AutoTrailError | undefined;

  constructor(link: Link, hello: JsonObject) {
    this.hello = hello;
    this.closed = link.closed;
    this.#link = link;
    void this.#read();
    this.#keepAlive();
  }

  async request(
    name: string,
    fields: JsonObject = {},
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Answer> {
    signal?.throwIfAborted();
    const id = this.#calls.nextId();
    const line = encodeRequest({ ...fields, id, name });
    if (this.#gone !== undefined) throw this.#gone;
    const answer = this.#calls.wait(id, signal);
    this.#link.socket.write(line);
    this.#keepAlive();
    return answer.finally(() => this.#keepAlive());
  }

  onPush(listener: PushListener): () => void {
    // A function of its own for each subscription: the same listener may be on twice.
    const receive: PushListener = (push) => listener(push);
    this.#listeners.add(receive);
    this.#keepAlive();
    return () => {
      this.#listeners.delete(receive);
      this.#keepAlive();
    };
  }

  close(): Promise<void> {
    this.#end(new Error('this side closed the connection'));
    return this.closed;
  }

  async #read(): Promise<void> {
    try {
      for await (const line of this.#link.lines) this.#take(jsonCodec.decode(line, Number.POSITIVE_INFINITY));
      this.#end(new Error('the connection ended'));
    } catch (error) {
      this.#end(error);
    }
  }

  #take(message: JsonValue): void {
    if (!isJsonObject(message)) return;
    const { id = null, subscription, event = null } = message;
    if (subscription !== undefined) this.#deliver({ subscription, event });
    else if (typeof id === 'number') this.#calls.answer(id, readAnswer(message));
    else this.#complaint = readAnswer(message).error?.message;
  }

  #deliver(push: Push): void {
    // Each listener in a turn of its own: one that throws takes neither the other listeners nor the connection with it.
    for (const receive of this.#listeners) queueMicrotask(() => receive(push));
  }

  #end(cause: unknown): void {
    const reason = this.#complaint === undefined ? cause : new Error(this.#complaint, { cause });
    this.#gone ??= serverGone(this.#link.address, reason);
    this.#link.socket.destroy();
    this.#calls.failAll(this.#gone);
  }

  /** Nothing once the connection is gone: a socket without a handle would note the wish until it is connected again. */
  #keepAlive(): void {
    if (this.#gone !== undefined) return;
    if (this.#calls.size > 0 || this.#listeners.size > 0) this.#link.socket.ref();
    else this.#link.socket.unref();
  }
}

function encodeRequest(message: JsonObject): string {
  const line = jsonCodec.encode(message);
  if (Buffer.byteLength(line) > MAX_LINE_BYTES + 1) throw coreError('AUTOTRAIL_LINE_TOO_LONG', { limit: MAX_LINE_BYTES });
  checkRequest(line);
  return line;
}
