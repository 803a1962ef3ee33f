import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TrailClient } from '@autotrail/layer2';
import { bundle } from '../support/bundle.js';
import { giveCommands } from './give-commands.js';
import type { WatchedCommands } from './sync-before-answer.js';
import { judgeTrace, type TraceVerdict } from './system-calls.js';
import type { VictimOptions } from './victim-process.js';

const TRACED = 'trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fdatasync';

/** Why the calls of a process cannot be traced here; `null` if they can. */
export function whyNoTrace(): string | null {
  const { error, status, stderr } = spawnSync('strace', [
    '-f',
    '-qq',
    '-e',
    TRACED,
    '-o',
    '/dev/null',
    process.execPath,
    '-e',
    '0',
  ]);
  if (error !== undefined) return `strace cannot be run: ${error.message}`;
  return status === 0 ? null : `strace may not trace: ${stderr}`;
}

/** Gives commands to a server whose calls of the system are written down, and judges these. */
export async function traceServer({ seed, commands, saboteur = null }: WatchedCommands): Promise<TraceVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'autotrail-trace-'));
  const [trace, socketFile, ledger] = [join(folder, 'trace'), join(folder, 's'), join(folder, 'ledger')];
  await mkdir(ledger);
  const options: VictimOptions = {
    name: 'traced',
    socketFile,
    journalFile: join(folder, 'journal'),
    ledger,
    plan: null,
    deathFile: join(folder, 'death'),
    saboteur,
  };
  const traced = [process.execPath, bundle('kill/victim-main'), JSON.stringify(options)];
  // Descriptors with their paths, and texts in full.
  const child = spawn('strace', ['-f', '-qq', '-y', '-s', '1000000', '-e', TRACED, '-o', trace, ...traced], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const closed = once(child, 'close');
  await once(child, 'message');
  await giveCommands(socketFile, commands, seed);
  await new TrailClient(socketFile).shutdown();
  await closed;
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(trace) })) lines.push(line);
  await rm(folder, { recursive: true, force: true });
  return judgeTrace(lines);
}
