import type { Socket } from 'node:net';
import { Deferred } from '@autotrail/layer1';
import { helpersError } from '../errors.js';
import { endGroup } from './end-group.js';
import type { Exit, LaunchedProcess, LaunchSpec } from './launcher.js';
import type { LauncherReport, StartedReport } from './launcher-messages.js';
import { orphanGone } from './orphan.js';
import { RemoteGroup } from './remote-group.js';
import { startError } from './start-error.js';

/** A process that a launcher starts and owns, as the server sees it. */
export class RemoteChild {
  readonly #spec: LaunchSpec;
  readonly #tellLauncher: (signal: NodeJS.Signals) => boolean;
  readonly #started = new Deferred<StartedReport>();
  readonly #exited = new Deferred<Exit>();
  /** Like `#exited`, but known also where nobody is left to say how the process ended. */
  readonly #gone = new Deferred<void>();
  #report: StartedReport | undefined;
  #group: RemoteGroup | undefined;

  constructor(spec: LaunchSpec, tellLauncher: (signal: NodeJS.Signals) => boolean) {
    this.#spec = spec;
    this.#tellLauncher = tellLauncher;
  }

  /** Resolves when the process runs and its streams have come. */
  async started(streams: Promise<readonly Socket[]>): Promise<LaunchedProcess> {
    await this.#started.promise;
    const group = this.#group as RemoteGroup;
    const sockets = await streams.catch((error: unknown) => {
      // A process that nobody hears is of no use.
      group.signal('SIGKILL');
      throw startError(this.#spec, error);
    });
    const [stdin, stdout, stderr, channel] = sockets as [Socket, Socket, Socket, Socket?];
    // Nothing is expected there but its end.
    stdin.resume();
    return { stdin, stdout, stderr, ...(channel !== undefined && { channel }), exited: this.#exited.promise, group };
  }

  hear(report: LauncherReport): void {
    if (report.type === 'started') {
      this.#report = report;
      this.#group = new RemoteGroup(report.pid, this.#gone.promise, this.#tellLauncher);
      this.#started.resolve(report);
    } else if (report.type === 'refused') {
      this.#started.reject(startError(this.#spec, Object.assign(new Error(report.reason.message), report.reason)));
    } else {
      this.#gone.resolve();
      this.#exited.resolve(report.exit);
    }
  }

  /** The launcher is gone: ends what it has left, unless that goes on without it. The process counts as ended when its group is. */
  forsake(reason: string): void {
    const error = helpersError('AUTOTRAIL_LAUNCHER_GONE', { what: this.#spec.what, reason });
    this.#started.reject(error);
    if (this.#report === undefined || this.#group === undefined) return;
    const { pid, startTime } = this.#report;
    void orphanGone(pid, startTime).then(() => this.#gone.resolve());
    if (this.#spec.outlivesServer) {
      this.#group.repeat();
      return this.#exited.reject(error);
    }
    void endGroup(this.#group, this.#spec.interruptDelays).then(() => this.#exited.reject(error));
  }
}
