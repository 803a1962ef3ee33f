// A process that serves a trail whose step never ends, until it is killed. Started with the paths of the socket and of the journal;
// says over IPC when the server answers.
import { Step } from '@autotrail/layer1';
// What is built, not the sources: this process runs without the help of the test runner.
import { TrailServer } from '../../dist/index.js';

const [, , socketFile, journalFile] = process.argv;
const server = new TrailServer([[new Step(() => new Promise(() => {}), { name: 'endless' })]], {
  name: 'noting',
  socketFile,
  journalFile,
});
await server.start();
process.send('open');
process.on('disconnect', () => process.exit());
