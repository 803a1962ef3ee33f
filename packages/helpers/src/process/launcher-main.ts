// The launcher: the one process that starts and owns the commands and isolated actions of a server. It stays small, so that starting
// a process costs the same however large the server is; and it lives as long as its channel to the server does, so that nothing it
// has started outlives a server that was killed.

import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { LauncherHost } from './launcher-host.js';
import type { LauncherCommand, LauncherReport } from './launcher-messages.js';

const [, , socketFile = '', server = ''] = process.argv;

function report(told: LauncherReport): void {
  // A server that is gone while it is told something is heard of through `disconnect`.
  if (process.connected) process.send?.(told, undefined, undefined, () => {});
}

// Its channel is heard of in turn; whose child this process is, the system says at once.
const host = new LauncherHost(socketFile, report, () => process.ppid === Number(server));

// Signals that are sent to the server and all around it must not keep the launcher from ending what it owns.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

process.on('message', (command: LauncherCommand) => host.handle(command));

// A server may be gone before this process has come so far.
if (process.connected) process.once('disconnect', end);
else void end();

async function end(): Promise<void> {
  await host.close();
  await rm(dirname(socketFile), { recursive: true, force: true });
  process.exit();
}
