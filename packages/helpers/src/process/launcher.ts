import type { Duplex, Readable, Writable } from 'node:stream';
import type { InterruptDelays } from './interrupt-delays.js';

/** What is to be started. */
export interface LaunchSpec {
  /** What it is, for messages, such as `the command make`. */
  readonly what: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Folder, absolute or relative to that of the server. */
  readonly cwd: string;
  /** All variables that the process gets. */
  readonly env: Readonly<Record<string, string>>;
  /** How its group is ended if the server is gone before it. */
  readonly interruptDelays: Required<InterruptDelays>;
  /** Whether it goes on where the server, or the launcher, is gone before it. @default false */
  readonly outlivesServer?: boolean;
  /** Whether it gets one more stream, for both ways, as file descriptor 3. @default false */
  readonly hasChannel?: boolean;
}

/** How a process ended: by itself, with an exit code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process and all that it starts, as long as that does not leave its group. */
export interface LaunchedGroup {
  /** The id of the group, which is that of the first process. */
  readonly id: number;
  /** Sends a signal to every process of the group. A group that is gone is ignored. */
  signal(signal: NodeJS.Signals): void;
  /** Whether a process of the group is alive; zombies are not. */
  isAlive(): boolean;
  /** Resolves when no process of the group is alive. */
  gone(): Promise<void>;
}

/** A process that runs. */
export interface LaunchedProcess {
  readonly stdin: Writable;
  /** To be read at once, as `stderr` is: output that nobody reads when the process ends is lost. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** File descriptor 3, if it was asked for. */
  readonly channel?: Duplex;
  /**
   * Resolves when the process itself has ended; others of its group may go on. Rejects with `AUTOTRAIL_LAUNCHER_GONE` where nobody
   * can say how it ended; its group is then gone.
   */
  readonly exited: Promise<Exit>;
  readonly group: LaunchedGroup;
}

/** Starts processes: the port through which commands reach the operating system. */
export interface Launcher {
  /**
   * Starts a program in a process group of its own.
   *
   * @throws AutoTrailError `AUTOTRAIL_PROGRAM_NOT_FOUND`, `AUTOTRAIL_FOLDER_NOT_FOUND`, `AUTOTRAIL_COMMAND_NOT_STARTED`,
   * `AUTOTRAIL_LAUNCHER_GONE`, `AUTOTRAIL_LAUNCHER_NOT_STARTED`
   */
  launch(spec: LaunchSpec): Promise<LaunchedProcess>;
}
