/** A server to be ill-treated: serves a trail, and tells its parent how it is. */
import { readdir } from 'node:fs/promises';
import { TrailServer } from '@autotrail/layer2';
import { watchPrototypes } from './prototypes.js';
import { TRAILS, type TrailKind } from './trails.js';
import type { VictimReport } from './victim.js';

const changedPrototypes = watchPrototypes();
const [kind, socketFile = ''] = process.argv.slice(2);
const server = new TrailServer(TRAILS[kind as TrailKind](), { name: 'victim', socketFile });
await server.start();
process.on('message', () => void report());
// An orphan would serve for ever.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
await server.serve();
process.disconnect?.();

async function report(): Promise<void> {
  // Twice: what the first collection finalizes, the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const descriptors = (await readdir('/proc/self/fd')).length;
  const told: VictimReport = { rss, heapUsed, descriptors, changedPrototypes: changedPrototypes() };
  process.send?.(told);
}
