import type { Socket } from 'node:net';
import { execa } from 'execa';
import type { Exit, LaunchSpec } from './launcher.js';

/** A process that was started. */
export interface StartedChild {
  readonly pid: number;
  readonly exited: Promise<Exit>;
}

/** Starts a process as the first of a group of its own. It is given the sockets as its first file descriptors. */
export async function startChild({ file, args, cwd, env }: LaunchSpec, streams: readonly Socket[]): Promise<StartedChild> {
  const [stdin, stdout, stderr, ...channel] = streams as [Socket, Socket, Socket, ...Socket[]];
  const child = execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    stdio: [stdin, stdout, stderr, ...channel],
    // Detached is a session, and so a group, of its own: signals reach all that the command starts, and a Ctrl-C here none of it.
    detached: true,
    buffer: false,
    reject: false,
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  if (child.pid === undefined) throw (await child).cause;
  return { pid: child.pid, exited };
}
