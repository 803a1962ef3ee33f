/** A server that goes on with a run, and tells how often it reads the journal for that. */
import { type Disk, type DiskFile, systemDisk, TrailServer } from '@autotrail/layer2';
import { kindOf } from './failpoint-disk.js';
import type { Recovered, RecoverOptions } from './recovery-time.js';
import { recoveryTrail } from './recovery-trail.js';

const { journalFile, socketFile }: RecoverOptions = JSON.parse(process.argv[2] ?? '{}');
let bytesRead = 0;
const server = new TrailServer(recoveryTrail(), { name: 'recovery', journalFile, socketFile, disk: countingDisk(systemDisk) });
process.on('disconnect', () => process.exit());
const begin = performance.now();
await server.start();
const recovered: Recovered = { startMs: performance.now() - begin, bytesRead, resumed: server.resumed !== null };
process.send?.(recovered);
await server.serve();

function countingDisk(disk: Disk): Disk {
  return {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path);
      return file === null || kindOf(path) !== 'journal' ? file : counting(file);
    },
  };
}

function counting(file: DiskFile): DiskFile {
  return {
    ...file,
    read: async (into, position) => {
      const came = await file.read(into, position);
      bytesRead += came;
      return came;
    },
  };
}
