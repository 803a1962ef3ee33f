/** A server of trees, to be killed from outside. */
import { TrailServer } from '@autotrail/layer2';
import type { TreeServerOptions } from './tree-server.js';
import { treeTrail } from './tree-trail.js';

const options: TreeServerOptions = JSON.parse(process.argv[2] ?? '{}');
const { name, socketFile, journalFile, ledger } = options;
const server = new TrailServer(treeTrail(options), { name, socketFile, journalFile, context: { ledger } });
// An orphan would serve for ever.
process.on('disconnect', () => process.exit());
await server.start();
process.send?.({ resumed: server.resumed !== null });
await server.serve();
process.disconnect?.();
