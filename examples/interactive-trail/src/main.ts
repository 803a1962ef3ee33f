/** A trail, and a prompt to steer it from. */
import { InteractiveTrail, interactive, TrailClient, TrailServer } from 'autotrail';
import { type Breakfast, breakfast } from './breakfast.js';

const WELCOME = `Breakfast is defined, and nothing runs yet. Try, one after the other:

  list()                            the steps and their tags
  start()                           begin
  status()                          what has become of them
  sendMessageToSteps(2, { name: 'eggs?' })
  resume({ name: 'toast' })         the first attempt burns it
  interrupt({ dish: 'coffee' })     boiling water takes a minute
  skip({ name: 'boil water' })
  reply('5.1.1', true)              or, shorter: .reply 5 true

Tab completes, .help lists shorter commands, .exit or Ctrl-D leaves.
`;

const context: Breakfast = { eggs: 0 };
const server = new TrailServer(breakfast, { name: 'breakfast', context });
await server.start();
console.log(WELCOME);

// `InteractiveTrail` has the methods of a client and prints their results; `interactive` is a REPL with these methods in scope,
// and with what else is named here.
const trail = new InteractiveTrail(new TrailClient(server.socketFile));
const { outcome } = await interactive({ trail, names: { context } });

if (outcome === 'detached') {
  console.log('The trail goes on until it is finished, or until Ctrl-C.');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void server.shutdown());
  await server.finished();
}
await server.shutdown();
