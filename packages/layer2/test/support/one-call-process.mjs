// A process that makes one call and then has nothing left to do. It does not close its client.
import { TrailClient } from '../../dist/index.js';

const [, , socketFile, method] = process.argv;
const client = new TrailClient(socketFile);
const result = await client[method]();
console.log(JSON.stringify(result));
