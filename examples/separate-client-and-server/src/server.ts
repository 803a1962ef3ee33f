/** The process that the trail lives in. It serves until a client, or Ctrl-C, shuts it down. */
import { TrailServer } from 'autotrail';
import { type Deployment, deployment } from './deployment.js';
import { TRAIL_NAME } from './trail-name.js';

const context: Deployment = { version: '1.2.3', regions: [] };
const server = new TrailServer(deployment, { name: TRAIL_NAME, context });
console.log(`Serving the trail ${server.name} on ${server.socketFile}`);
await server.serve();
console.log('Shut down.');
