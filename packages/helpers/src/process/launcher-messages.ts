import type { Exit, LaunchSpec } from './launcher.js';

/** What a server tells its launcher. `id` is a number that the server gives to each process. */
export type LauncherCommand = LaunchCommand | SignalCommand;

/** Start a process. Its streams are connections to the server, each of which begins with its token. */
export interface LaunchCommand {
  readonly type: 'launch';
  readonly id: number;
  readonly spec: LaunchSpec;
  /** One each for stdin, stdout, stderr, and the channel if there is one. */
  readonly tokens: readonly string[];
}

/** Send a signal to the group of a process. From then on the group is to be ended, also if the server is gone. */
export interface SignalCommand {
  readonly type: 'signal';
  readonly id: number;
  readonly signal: NodeJS.Signals;
}

/** What a launcher tells its server. */
export type LauncherReport = StartedReport | RefusedReport | ExitedReport;

/** The process runs. */
export interface StartedReport {
  readonly type: 'started';
  readonly id: number;
  readonly pid: number;
  /** What tells it from a later process of the same number; `null` where this system does not say. */
  readonly startTime: string | null;
}

/** The process could not be started. */
interface RefusedReport {
  readonly type: 'refused';
  readonly id: number;
  readonly reason: { readonly message: string; readonly code?: string };
}

/** The process has ended; others of its group may go on. */
interface ExitedReport {
  readonly type: 'exited';
  readonly id: number;
  readonly exit: Exit;
}
