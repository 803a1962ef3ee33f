import { dirname, resolve } from 'node:path';
import { type AutoTrailError, findNonJson } from '@autotrail/core';
import {
  type BuildTrailOptions,
  buildTrail,
  type ContextCodec,
  Deferred,
  type Definition,
  type RunParams,
  runParams,
  systemClock,
  type Trail,
  type TrailEnd,
  type TrailManager,
  trailManager,
} from '@autotrail/layer1';
import { systemDisk } from './disk/system-disk.js';
import { layer2Error } from './errors.js';
import { type OpenRun, openRun } from './run/open-run.js';
import { stateFolder } from './run/run-paths.js';
import { defaultSocketFile, makePrivateFolder } from './runtime-folder.js';
import { SocketTransport } from './socket-transport.js';
import { checkTrailName, nameOfFile } from './trail-name.js';
import { checkServerOptions, type ResumedRun, type TrailServerOptions } from './trail-server-options.js';

/** The signals that {@link TrailServer.serve} takes as a wish to shut down. */
const SHUTDOWN_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a trail in this process, and answers those who steer it. What happens is kept in a journal on disk before anybody is told of
 * it: a server that is killed and started again goes on where it was.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME`, `AUTOTRAIL_UNKNOWN_OPTION`, and everything `buildTrail` throws about the definition.
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
  readonly #options: TrailServerOptions<TContext>;
  readonly #makeTrail: () => Trail;
  readonly #finished = new Deferred<TrailEnd>();
  readonly #closed = new Deferred<void>();
  #started: Promise<TrailManager> | undefined;
  #run: OpenRun | null = null;
  #manager: TrailManager | undefined;

  /**
   * Checks that there are options of these names, for who takes options from elsewhere and may not make a server of them.
   *
   * @param owner - whose options they are, for the error
   * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_OPTION`
   * @example
   * TrailServer.checkOptions('release.ts', { failurePair: [] }); // Expected an option of release.ts among name, context, …
   */
  static checkOptions(owner: string, options: object): void {
    checkServerOptions(owner, options);
  }

  constructor(definition: Definition<TContext>, options: TrailServerOptions<TContext> = {}) {
    checkServerOptions('TrailServer', options);
    const { name, socketFile } = options;
    this.name = name === undefined ? nameOfFile(process.argv[1]) : checkTrailName(name);
    this.socketFile = socketFile === false ? '' : resolve(socketFile ?? defaultSocketFile(this.name));
    this.#options = options;
    this.#makeTrail = () => buildTrail(definition, this.#buildOptions());
    // A mistake in the definition is to be found now.
    this.#makeTrail();
  }

  /** The path of the journal; empty if there is none on disk, or the server has not been started. */
  get journalFile(): string {
    return this.#run?.journalFile ?? '';
  }

  /** The unfinished run that the server goes on with; `null` if it has begun a fresh one, or has not been started. */
  get resumed(): ResumedRun | null {
    const restored = this.#run?.restored ?? null;
    if (restored === null) return null;
    return { run: restored.created.run, createdAt: restored.createdAt, lastAt: restored.lastAt };
  }

  /** The context that actions are given: where a run is gone on with, it may be another object than the author's. */
  get context(): TContext {
    return (this.#manager === undefined ? this.#options.context : this.#manager.context) as TContext;
  }

  /**
   * Resolves when clients are answered. A fresh run waits for the call `start`; one that is gone on with goes on. Installs no signal
   * handlers. After a failure it may be tried again.
   *
   * @throws AutoTrailError `AUTOTRAIL_BAD_PARAMS` and, about the options `params` and `paramValues`, `AUTOTRAIL_BAD_OPTION` and
   * `AUTOTRAIL_UNKNOWN_OPTION`; `AUTOTRAIL_PARAMS_CHANGED`, `AUTOTRAIL_SOCKET_IN_USE`, `AUTOTRAIL_SERVER_STARTED`,
   * `AUTOTRAIL_UNSAFE_FOLDER`, `AUTOTRAIL_TRAIL_OWNED`, `AUTOTRAIL_JOURNAL_DAMAGED`, `AUTOTRAIL_DEFINITION_CHANGED`,
   * `AUTOTRAIL_JOURNAL_EXISTS`, `AUTOTRAIL_DISK_FAILED`
   */
  async start(): Promise<void> {
    if (this.#started !== undefined) throw layer2Error('AUTOTRAIL_SERVER_STARTED', { name: this.name });
    this.#started = this.#open();
    try {
      await this.#started;
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
  }

  /**
   * {@link start}, unless that was done before, then resolves when the server was shut down: by the call `shutdown`, or by SIGINT,
   * SIGTERM or SIGHUP, which it handles until then. A second signal of the kind has its usual effect.
   */
  async serve(): Promise<void> {
    await (this.#started ?? this.start());
    const onSignal = (signal: NodeJS.Signals): void => {
      release();
      // If the server cannot end as it should, `serve` rejects with the reason.
      this.shutdown(signal).catch(() => {});
    };
    const release = (): void => {
      for (const signal of SHUTDOWN_SIGNALS) process.off(signal, onSignal);
    };
    for (const signal of SHUTDOWN_SIGNALS) process.on(signal, onSignal);
    try {
      await this.#closed.promise;
    } finally {
      release();
    }
  }

  /** Resolves when the trail is finished, or is shut down before. Rejects if the server had to end itself. */
  finished(): Promise<TrailEnd> {
    return this.#finished.promise;
  }

  /**
   * Ends running attempts and the server. Resolves when all of them are gone; does nothing if it is over, or was never started.
   *
   * @param reason - why, for the record
   */
  async shutdown(reason?: string): Promise<void> {
    const manager = await this.#started?.catch(() => undefined);
    if (manager === undefined) return;
    // Whoever waits for the end hears how it went there.
    manager.shutdown(reason).catch(() => {});
    await this.#closed.promise;
  }

  /** {@link shutdown}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  async #open(): Promise<TrailManager> {
    const { socketFile, params: declaration, paramValues } = this.#options;
    const params = await runParams(declaration, paramValues);
    if (socketFile === undefined) await makePrivateFolder(dirname(this.socketFile));
    const run = await this.#openRun(params);
    try {
      const manager = this.#makeManager(run, params);
      this.#manager = manager;
      await manager.start();
      this.#run = run;
      this.#follow(manager);
      return manager;
    } catch (error) {
      await run?.close();
      throw error;
    }
  }

  #buildOptions(): BuildTrailOptions {
    const { failurePairs, limits, transitions } = this.#options;
    return {
      name: this.name,
      ...(failurePairs !== undefined && { failurePairs }),
      ...(limits !== undefined && { limits }),
      ...(transitions !== undefined && { transitions }),
    };
  }

  async #openRun(params: RunParams): Promise<OpenRun | null> {
    const { journal, journalFile, disk = systemDisk, onExistingJournal = 'resume', clock = systemClock } = this.#options;
    if (journal !== undefined || journalFile === false) return null;
    this.#warnOfForgottenContext();
    return openRun({
      disk,
      folder: stateFolder(),
      name: this.name,
      journalFile: journalFile === undefined ? null : resolve(journalFile),
      onExisting: onExistingJournal,
      socketFile: this.socketFile === '' ? null : this.socketFile,
      makeTrail: this.#makeTrail,
      beforeFresh: () => void params.fresh(),
      now: clock.now(),
    });
  }

  #makeManager(run: OpenRun | null, params: RunParams): TrailManager {
    const { executor, journal, clock, definitions, stateTransformation, transports = [] } = this.#options;
    const { context, contextCodec, contextAccess } = this.#options;
    const socket = this.socketFile === '' ? [] : [new SocketTransport(this.socketFile)];
    const { trail, ...kept } = run ?? { trail: this.#makeTrail(), ...(journal !== undefined && { journal }) };
    return trailManager(trail, {
      ...(executor !== undefined && { executor }),
      ...(clock !== undefined && { clock }),
      ...(definitions !== undefined && { definitions }),
      ...(stateTransformation !== undefined && { stateTransformation }),
      ...(contextAccess !== undefined && { contextAccess }),
      ...kept,
      params,
      context,
      contextCodec: contextCodec as ContextCodec | undefined,
      name: this.name,
      transports: [...socket, ...transports],
    });
  }

  #follow(manager: TrailManager): void {
    manager.finished.then(this.#finished.resolve, this.#finished.reject);
    const release = (): Promise<void> | undefined => this.#run?.release();
    manager.closed.finally(release).then(this.#closed.resolve, this.#closed.reject);
  }

  #warnOfForgottenContext(): void {
    const { context, contextCodec, onWarning = warnProcess } = this.#options;
    if (context === undefined || contextCodec !== undefined) return;
    const culprit = findNonJson(context);
    if (culprit !== null) onWarning(layer2Error('AUTOTRAIL_CONTEXT_FORGOTTEN', { trail: this.name, ...culprit }));
  }
}

function warnProcess({ message, code, hint }: AutoTrailError): void {
  process.emitWarning(message, { type: 'AutoTrailWarning', code, ...(hint !== undefined && { detail: hint }) });
}
