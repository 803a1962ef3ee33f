import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SocketTransport, systemDisk, TrailServer } from '@autotrail/layer2';
import { giveCommands } from './give-commands.js';
import { killTrail } from './kill-trail.js';
import { OrderRecorder } from './order-recorder.js';
import { type Saboteur, sabotagedDisk } from './saboteur-disk.js';

/** How many commands are watched. */
export interface WatchedCommands {
  readonly seed: number;
  /** Commands that are to be acknowledged. */
  readonly commands: number;
  /** The promise that the disk breaks. @default none */
  readonly saboteur?: Saboteur | null;
}

/** Watches a server in this process: no answer to a command leaves, and no attempt begins, before their record is synced. */
export async function watchOrder({ seed, commands, saboteur = null }: WatchedCommands): Promise<OrderRecorder> {
  const folder = await mkdtemp(join(tmpdir(), 'autotrail-order-'));
  const recorder = new OrderRecorder();
  const socketFile = join(folder, 's');
  const disk = recorder.disk(systemDisk);
  const server = new TrailServer(
    killTrail(() => {}),
    {
      name: 'order',
      context: { ended: 0 },
      contextAccess: 'set',
      socketFile: false,
      journalFile: join(folder, 'journal'),
      disk: saboteur === null ? disk : sabotagedDisk(disk, saboteur),
      executor: recorder.executor(),
      transports: [recorder.transport(new SocketTransport(socketFile))],
    },
  );
  await server.start();
  await giveCommands(socketFile, commands, seed);
  await server.shutdown();
  await rm(folder, { recursive: true, force: true });
  return recorder;
}
