import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { describeValue } from '../describe-value.js';
import { coreError } from '../errors.js';
import type { JsonObject, JsonValue } from '../json.js';
import { decodeRequest, isJsonObject } from './codec.js';
import { endGently } from './end-gently.js';
import type { Handler, Peer, SocketRequest } from './handler.js';
import { readLines } from './read-lines.js';
import type { Replies } from './replies.js';
import { startDeadline } from './timer.js';
import type { Gate } from './token.js';
import { wire1Replies } from './wire1.js';
import { checkId, checkVersion, opensWire2, type RequestId, wire2Failure, wire2Hello, wire2Push, wire2Replies } from './wire2.js';

/** What all connections of a server share. */
export interface ConnectionContext {
  readonly handler: Handler;
  readonly hello: () => JsonObject;
  readonly admit: Gate;
  readonly firstLineTimeoutMs: number;
  readonly graceMs: number;
  readonly maxBacklogBytes: number;
  /** Called when a handler wants the server to stop. */
  readonly stopServing: () => void;
}

const MAX_UNDER_WAY = 64;

/**
 * One client of a server, from its first byte to its last.
 *
 * C1. Nothing a client does throws out of here: what cannot be read is answered with one error, and the connection ends.
 * C2. A line is taken only while there is room: few enough requests under way, few enough bytes that the client has not read.
 * C3. Once it is finishing it takes no more requests, and ends when those under way are answered.
 * C4. A client that has not shown the server's token, if there is one, hears of that and of nothing else.
 */
export class ServedConnection {
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #gone = new AbortController();
  readonly #peer: Peer;
  /** The ids of wire version 2 that are under way. */
  readonly #ids = new Set<RequestId>();
  /** Who waits until the client has read all it was sent. */
  #drainListeners: (() => void)[] = [];
  #wire: 1 | 2 = 1;
  #underWay = 0;
  #isFinishing = false;
  #wakeReader = (): void => {};
  readonly #onWritten = (): void => this.#afterWrite();

  constructor(socket: Socket, source: string, context: ConnectionContext) {
    this.#socket = socket;
    this.#peer = {
      source,
      gone: this.#gone.signal,
      push: (subscription, event) => this.#push(subscription, event),
      whenDrained: (listener) => this.#whenDrained(listener),
    };
    this.#context = context;
    // Every request under way, and every subscription, may listen; Node would warn of a leak at the eleventh.
    setMaxListeners(0, this.#gone.signal);
    socket.once('close', () => {
      this.#gone.abort();
      this.finish();
    });
  }

  /** Serves the client until it hangs up, breaks a rule, or the connection is finishing. */
  async serve(): Promise<void> {
    const endSilence = startDeadline(this.#context.firstLineTimeoutMs, () => this.destroy());
    try {
      for await (const line of readLines(this.#socket)) {
        endSilence();
        await this.#room();
        if (this.#isFinishing) break;
        this.#take(line);
        if (this.#wire === 1) break;
      }
    } catch (error) {
      this.#send(this.#wire === 1 ? wire1Replies(null).failure(error) : wire2Failure(error));
    }
    endSilence();
    this.#socket.resume();
    // Wire 1 has one request, and its client may well shut down its writing side after it.
    if (this.#wire === 2) this.#gone.abort();
    this.finish();
  }

  /** Takes no more requests; ends the connection when those under way are answered (C3). */
  finish(): void {
    if (this.#isFinishing) return;
    this.#isFinishing = true;
    this.#endIfAnswered();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  async #room(): Promise<void> {
    while (this.#underWay >= MAX_UNDER_WAY || this.#isBacklogged()) {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }

  #take(line: string): void {
    const message = decodeRequest(line);
    if (this.#wire === 2) this.#takeRequest(message);
    else this.#takeFirst(asRequest(message));
  }

  #takeFirst(message: JsonObject): void {
    if (opensWire2(message)) this.#wire = 2;
    this.#context.admit(message, this.#wire);
    if (this.#wire === 2) {
      checkVersion(message);
      this.#send(wire2Hello(this.#context.hello()));
    } else {
      void this.#respond({ wire: 1, message, peer: this.#peer }, wire1Replies(message));
    }
  }

  #takeRequest(message: JsonValue): void {
    try {
      const { id: given = null, ...fields } = asRequest(message);
      const id = checkId(given);
      if (this.#ids.has(id))
        throw coreError('AUTOTRAIL_BAD_REQUEST', { what: 'an `id` that is not under way', found: describeValue(id) });
      this.#ids.add(id);
      const answered = this.#respond({ wire: 2, message: fields, peer: this.#peer }, wire2Replies(id, fields));
      void answered.then(() => this.#ids.delete(id));
    } catch (error) {
      this.#send(wire2Failure(error));
    }
  }

  async #respond(request: SocketRequest, replies: Replies): Promise<void> {
    this.#underWay += 1;
    let keepServing = true;
    try {
      const result = await this.#context.handler(request);
      keepServing = result.keepServing;
      this.#send(replies.answer(result.response));
    } catch (error) {
      this.#send(replies.failure(error));
    }
    this.#underWay -= 1;
    this.#wakeReader();
    this.#endIfAnswered();
    if (!keepServing) this.#context.stopServing();
  }

  #endIfAnswered(): void {
    if (!this.#isFinishing || this.#underWay > 0) return;
    // Who was refused a push is still to be told what it missed.
    if (this.#drainListeners.length > 0 && !this.#gone.signal.aborted) return;
    endGently(this.#socket, this.#context.graceMs);
  }

  /** A line has left for the client. The stream's own `drain` would not do: after a short backlog it is not told. */
  #afterWrite(): void {
    if (this.#socket.writableLength > 0) return;
    this.#wakeReader();
    const listeners = this.#drainListeners;
    if (listeners.length === 0) return;
    this.#drainListeners = [];
    for (const listener of listeners) listener();
    this.#endIfAnswered();
  }

  #push(subscription: JsonValue, event: JsonValue): boolean {
    if (this.#wire === 1 || this.#gone.signal.aborted || !this.#socket.writable || this.#isBacklogged()) return false;
    this.#send(wire2Push(subscription, event));
    return true;
  }

  #whenDrained(listener: () => void): void {
    // On wire 1 nothing is ever pushed, and its one answer is not to wait for that.
    if (this.#wire === 2) this.#drainListeners.push(listener);
  }

  #isBacklogged(): boolean {
    return this.#socket.writableLength > this.#context.maxBacklogBytes;
  }

  #send(line: string): void {
    if (this.#socket.writable) this.#socket.write(line, this.#onWritten);
  }
}

function asRequest(message: JsonValue): JsonObject {
  if (isJsonObject(message)) return message;
  throw coreError('AUTOTRAIL_BAD_REQUEST', { what: 'a request to be a JSON object', found: describeValue(message) });
}
