/** A server that serves one trail after the other in one process, and tells how it is in between. */
import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { TrailServer } from '@autotrail/layer2';
import type { SoakMessage, SoakOptions } from './soak-messages.js';
import { soakTrail } from './soak-trails.js';

/** How often it is looked at how late the event loop is, in milliseconds. */
const RESOLUTION_MS = 5;

const { socketFile, ledger, first }: SoakOptions = JSON.parse(process.argv[2] ?? '{}');
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
// An orphan would serve for ever.
process.on('disconnect', () => process.exit());
for (let trail = first; process.connected; trail++) {
  await tellHowItIs();
  delay.enable();
  await serve(trail);
  delay.disable();
}

async function serve(trail: number): Promise<void> {
  const server = new TrailServer(soakTrail(trail, witness), {
    name: `soak-${trail}`,
    context: { ended: 0 },
    contextAccess: 'set',
    socketFile,
  });
  await server.start();
  const { journalFile, resumed, context } = server;
  tell({ type: 'ready', trail, journalFile, resumed: resumed !== null, context });
  await server.finished();
  tell({ type: 'finished' });
  await server.serve();
}

async function tellHowItIs(): Promise<void> {
  // What was closed in this turn is gone in the next; and what the first collection finalizes, the second one frees.
  await turn();
  globalThis.gc?.();
  await turn();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const descriptors = (await readdir('/proc/self/fd')).length;
  const delays = { delayP50: late(delay.percentile(50)), delayP99: late(delay.percentile(99)), delayMax: late(delay.max) };
  tell({ type: 'sample', rss, heapUsed, descriptors, ...delays });
}

/** @param nanoseconds - between two looks */
function late(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}

function tell(message: SoakMessage): void {
  if (process.connected) process.send?.(message);
}

/** An attempt that is made twice cannot leave its file a second time, and fails. */
function witness(key: string): void {
  writeFileSync(join(ledger, key.replaceAll('/', '~')), '', { flag: 'wx' });
}
