import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/json.js';
import {
  type Address,
  type Handler,
  type HandlerResult,
  jsonCodec,
  LineDecoder,
  listen,
  type ServeSocketOptions,
  type Serving,
  type SocketRequest,
  serveSocket,
} from '../../src/socket/index.js';

/** A folder of this test alone, gone when it is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'at-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A path for a socket, in a folder of its own. */
export function socketPath(): string {
  return join(temporaryFolder(), 'trail.sock');
}

/** No test waits until a client is cut off, unless it says so. */
const A_DAY_MS = 86_400_000;

/** What the servers of these tests want to hear on a port. */
export const TOKEN = 'a-token_of-these-tests.0123456789';

/** A server on a socket of its own, closed when the test is over. */
export async function startServer(
  handler: Handler = echo,
  options: ServeSocketOptions = {},
): Promise<{ path: string; serving: Serving }> {
  const path = socketPath();
  const serving = serveSocket(await listen(path), handler, { graceMs: A_DAY_MS, ...options });
  onTestFinished(() => serving.close());
  return { path, serving };
}

/** Answers every request with itself. */
export function echo({ message }: SocketRequest): HandlerResult {
  return { response: { name: 'echo', result: message, error: null }, keepServing: true };
}

/** A promise and its resolver: lets a test decide when a handler answers. */
export function gate<T = void>(): { opened: Promise<T>; open: (value: T) => void } {
  let open!: (value: T) => void;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A client that knows bytes and lines only. */
export class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  /** What broke the connection. */
  failure: Error | undefined;
  readonly #lines: string[] = [];
  readonly #decoder = new LineDecoder(Number.POSITIVE_INFINITY);
  #ended = false;
  #wake = (): void => {};

  constructor(address: Address, options: { allowHalfOpen?: boolean } = {}) {
    this.socket = connect({ ...(typeof address === 'string' ? { path: address } : address), ...options });
    this.socket.on('error', (error) => {
      this.failure = error;
    });
    this.socket.on('data', (chunk) => {
      this.#lines.push(...this.#decoder.push(chunk));
      this.#wake();
    });
    for (const event of ['end', 'close']) {
      this.socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  /** Sends messages, a line each. */
  send(...messages: JsonObject[]): this {
    this.socket.write(messages.map((message) => jsonCodec.encode(message)).join(''));
    return this;
  }

  /** The next line as it came; null when the server has sent its last. */
  async line(): Promise<string | null> {
    while (this.#lines.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#lines.shift() ?? null;
  }

  /** The next line as a message. */
  async message(): Promise<JsonValue> {
    const line = await this.line();
    return line === null ? null : jsonCodec.decode(line, Number.POSITIVE_INFINITY);
  }

  /** Opens wire version 2, and takes the hello. */
  async open(fields: JsonObject = {}): Promise<this> {
    this.send({ autotrail: 2, ...fields });
    await this.line();
    return this;
  }
}

/** Leaves a socket at a path, on which no server listens any more. */
export async function leaveDeadSocket(path = socketPath()): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}~`, resolve));
  // Closing removes the name it was bound under, not the one it bears by then.
  renameSync(`${path}~`, path);
  await new Promise((resolve) => server.close(resolve));
  return path;
}

/** A server that does with a connection what it is told, and is gone when the test is over. */
export async function startRawServer(serve: (socket: Socket) => void): Promise<string> {
  const path = socketPath();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    serve(socket);
    // Nobody notices that a client hangs up without reading.
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

/** Lets time pass in which this process can do nothing, as on a machine that is overloaded. */
export function holdUpProcess(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A Node process of its own that runs a script; ended with the test. */
export function startProcess(script: string, ...args: string[]): ChildProcessByStdio<null, Readable, null> {
  const child = spawn(process.execPath, ['-e', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
