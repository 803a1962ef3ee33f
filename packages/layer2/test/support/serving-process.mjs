// A process that serves one trail until it is told to shut down, and says what becomes of it over IPC. Started with the path of the
// socket and how its step takes being aborted: 'heeds' or 'ignores'.
import { Step } from '@autotrail/layer1';
// What is built, not the sources: this process runs without the help of the test runner.
import { TrailServer } from '../../dist/index.js';

const [, , socketFile, conduct] = process.argv;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));

const step = new Step(
  ({ signal }) =>
    new Promise((resolve) => {
      process.send({ running: listeners() });
      // What ignores its signal keeps the process busy, as a command would.
      const work = setInterval(() => {}, 1_000_000);
      signal.addEventListener('abort', () => {
        process.send({ aborted: true });
        if (conduct === 'ignores') return;
        clearInterval(work);
        resolve();
      });
    }),
  { name: 'works' },
);

/** Says when the server is open: it opens its transports in order. */
const herald = { listen: async () => void process.send({ open: true }), close: async () => {}, connect: () => Promise.reject() };

const before = listeners();
const server = new TrailServer([[step]], { name: 'serving', socketFile, transports: [herald] });
await server.serve();
process.send({ served: true, before, after: listeners(), ...(await server.finished()) });
// The channel to the test would keep the process alive; nothing else should.
process.disconnect();
