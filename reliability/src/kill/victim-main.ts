/** A server that is there to be killed: at a point that it is told, or from outside. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SocketTransport, systemDisk, TrailServer } from '@autotrail/layer2';
import { failpointDisk } from './failpoint-disk.js';
import { failpointExecutor } from './failpoint-executor.js';
import { failpointTransport } from './failpoint-transport.js';
import { Failpoints } from './failpoints.js';
import { killTrail } from './kill-trail.js';
import { sabotagedDisk } from './saboteur-disk.js';
import type { VictimOptions, VictimReady } from './victim-process.js';

const options: VictimOptions = JSON.parse(process.argv[2] ?? '{}');
const { name, socketFile, journalFile, ledger, plan, deathFile, saboteur } = options;
const points = new Failpoints(plan, deathFile);
const disk = saboteur === null ? systemDisk : sabotagedDisk(systemDisk, saboteur);
const server = new TrailServer(killTrail(witness), {
  name,
  context: { ended: 0 },
  contextAccess: 'set',
  socketFile: false,
  disk: failpointDisk(disk, points),
  executor: failpointExecutor(points),
  transports: [failpointTransport(new SocketTransport(socketFile), points)],
  ...(journalFile !== null && { journalFile }),
});
// An orphan would serve for ever.
process.on('disconnect', () => process.exit());
await server.start();
const ready: VictimReady = { journalFile: server.journalFile, resumed: server.resumed !== null, context: server.context };
process.send?.(ready);
await server.serve();
process.disconnect?.();

/** Two attempts of one key leave a file that says so. */
function witness(key: string): void {
  const file = join(ledger, key.replaceAll('/', '~'));
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    writeFileSync(`${file}~again`, `${process.pid} ${String(error)}\n`, { flag: 'a' });
    throw error;
  }
}
