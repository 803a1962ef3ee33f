import { dirname, resolve } from 'node:path';
import {
  type ApiCallDefinitions,
  buildTrail,
  type Clock,
  type Definition,
  type Executor,
  type Journal,
  type TrailEnd,
  type TrailManager,
  type TransitionTable,
  type Transport,
  trailManager,
} from '@autotrail/layer1';
import { layer2Error } from './errors.js';
import { defaultSocketFile, makePrivateFolder } from './runtime-folder.js';
import { SocketTransport } from './socket-transport.js';
import { checkTrailName, nameOfFile } from './trail-name.js';

/** The signals that {@link TrailServer.serve} takes as a wish to shut down. */
const SHUTDOWN_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a {@link TrailServer} runs its trail. */
export interface TrailServerOptions<TContext = unknown> {
  /** The trail's name: 1 to 64 letters, digits, `.`, `_`, `-`. @default the name of the file that was started, else `trail` */
  readonly name?: string;
  /** Handed to every action; actions in this process share it. @default undefined */
  readonly context?: TContext;
  /** The path of the socket that clients find the trail by; `false` for none. @default `<name>.sock` in the user's runtime folder */
  readonly socketFile?: string | false;
  /** Further ways on which calls come in. @default none */
  readonly transports?: readonly Transport[];
  /** Where attempts are made. @default in this process */
  readonly executor?: Executor;
  /** Where the trail is remembered. @default in memory: it ends with this process */
  readonly journal?: Journal;
  /** The time. @default the computer's */
  readonly clock?: Clock;
  /** The calls there are. @default `API_CALL_DEFINITIONS` */
  readonly definitions?: ApiCallDefinitions;
  /** The table the steps move by. @default `TRANSITIONS` */
  readonly transitions?: TransitionTable;
}

/**
 * Runs a trail in this process, and answers those who steer it.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME`, and everything `buildTrail` throws about the definition.
 * @example
 * const server = new TrailServer([[check, deploy]], { name: 'release' });
 * await server.start();
 * const client = new TrailClient(server.socketFile);
 * await client.start();
 * await server.finished(); // { outcome: 'finished' }
 * await client.shutdown();
 */
export class TrailServer<TContext = unknown> {
  /** The trail's name. */
  readonly name: string;
  /** The path of the socket; empty if there is none. */
  readonly socketFile: string;
  readonly #manager: TrailManager;
  /** Whether the socket's folder is ours to make. */
  readonly #hasDefaultSocket: boolean;
  #started: Promise<void> | undefined;

  constructor(definition: Definition<TContext>, options: TrailServerOptions<TContext> = {}) {
    const { name, socketFile, transports = [], transitions, ...parts } = options;
    this.name = name === undefined ? nameOfFile(process.argv[1]) : checkTrailName(name);
    this.#hasDefaultSocket = socketFile === undefined;
    this.socketFile = socketFile === false ? '' : resolve(socketFile ?? defaultSocketFile(this.name));
    const socket = this.socketFile === '' ? [] : [new SocketTransport(this.socketFile)];
    const trail = buildTrail(definition, transitions === undefined ? {} : { transitions });
    this.#manager = trailManager(trail, { ...parts, name: this.name, transports: [...socket, ...transports] });
  }

  /**
   * Resolves when clients are answered. The trail itself waits for the call `start`. Installs no signal handlers.
   *
   * @throws AutoTrailError `AUTOTRAIL_SOCKET_IN_USE`, `AUTOTRAIL_SERVER_STARTED`, `AUTOTRAIL_UNSAFE_FOLDER`
   */
  async start(): Promise<void> {
    if (this.#started !== undefined) throw layer2Error('AUTOTRAIL_SERVER_STARTED', { name: this.name });
    this.#started = this.#open();
    await this.#started;
  }

  /**
   * {@link start}, unless that was done before, then resolves when the server was shut down: by the call `shutdown`, or by SIGINT,
   * SIGTERM or SIGHUP, which it handles until then. A second signal of the kind has its usual effect.
   */
  async serve(): Promise<void> {
    await (this.#started ?? this.start());
    const onSignal = (): void => {
      release();
      // If the server cannot end as it should, `serve` rejects with the reason.
      this.shutdown().catch(() => {});
    };
    const release = (): void => {
      for (const signal of SHUTDOWN_SIGNALS) process.off(signal, onSignal);
    };
    for (const signal of SHUTDOWN_SIGNALS) process.on(signal, onSignal);
    try {
      await this.#manager.closed;
    } finally {
      release();
    }
  }

  /** Resolves when the trail is finished, or is shut down before. Rejects if the server had to end itself. */
  finished(): Promise<TrailEnd> {
    return this.#manager.finished;
  }

  /** Ends running attempts and the server. Resolves when all of them are gone; does nothing if it is over, or was never started. */
  async shutdown(): Promise<void> {
    if (this.#started === undefined) return;
    const isOpen = await this.#started.then(
      () => true,
      () => false,
    );
    if (isOpen) await this.#manager.shutdown();
  }

  /** {@link shutdown}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  async #open(): Promise<void> {
    if (this.#hasDefaultSocket) await makePrivateFolder(dirname(this.socketFile));
    await this.#manager.start();
  }
}
