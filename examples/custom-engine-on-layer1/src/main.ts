/** Rotates the key, as fast as people approve of it: `main.js [--folder dist]`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildTrail, InProcessExecutor, MemoryTransport, trailManager } from '@autotrail/layer1';
import { APPROVAL_CALLS } from './approval-calls.js';
import { APPROVAL_TRANSITIONS } from './approval-transitions.js';
import { LimitedExecutor } from './limited-executor.js';
import { PrintedJournal } from './printed-journal.js';
import { type Fleet, rotation } from './rotation.js';
import { SocketTransport } from './socket-transport.js';

const STEPS_AT_A_TIME = 1;

const { folder } = parseArgs({ options: { folder: { type: 'string', default: 'dist' } } }).values;
const socketFile = join(folder, 'rotation.sock');
const fleet: Fleet = { folder: join(folder, 'fleet'), away: 0, mostAway: 0 };
await mkdir(fleet.folder, { recursive: true });

const trail = buildTrail(rotation, { transitions: APPROVAL_TRANSITIONS });
const inside = new MemoryTransport();
const manager = trailManager(trail, {
  name: 'rotation',
  transports: [new SocketTransport(socketFile), inside],
  executor: new LimitedExecutor(new InProcessExecutor(), STEPS_AT_A_TIME),
  journal: new PrintedJournal(trail.steps.map(({ name }) => name)),
  context: fleet,
  definitions: APPROVAL_CALLS,
});
await manager.start();
console.log(`Rotating the key of ${fleet.folder}. Approvals are taken on ${socketFile}\n`);

const client = await inside.connect();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void client.request('shutdown'));
await client.request('start', { actor: 'kim' });
const { outcome } = await manager.finished;
if (outcome === 'finished') await client.request('shutdown');
await manager.closed;

console.log(`\nThe rotation is ${outcome === 'finished' ? 'finished' : 'not finished'}; hosts away at a time: ${fleet.mostAway}`);
if (outcome !== 'finished') process.exitCode = 1;
