// A process that hosts trails. A test has them made over IPC (see `trail-host.ts`); from then on it steers them over their sockets
// only, and the steps do what messages tell them.
import { Step } from '@autotrail/layer1';
// What is built, not the sources: this process runs without the help of the test runner.
import { TrailServer } from '../../dist/index.js';

const timers = { made: 0 };
for (const name of ['setTimeout', 'setInterval']) {
  const make = globalThis[name];
  globalThis[name] = (...args) => {
    timers.made += 1;
    return make(...args);
  };
}

/** What a step can be told, beside `{ ask: [<prompt>, …] }` and `{ return: <value> }`; anything else it puts out as it came. */
const ORDERS = {
  succeed: () => ({ value: 'done as told' }),
  fail: () => {
    throw new Error('failed as told');
  },
  'return a Date': () => ({ value: { at: new Date() } }),
  release: (_, context) => context.release(),
};

const ACTIONS = {
  obedient: obey,
  /** Like `obedient`, but when it is to end it waits until another step of the trail is told to `release` it. */
  lingering: async (env, context) => {
    await obey(env, context);
    await context.released;
    return 'too late';
  },
  empty: () => undefined,
};

async function obey(env, context) {
  for await (const message of env.messages) {
    const ended = await carryOut(message, env, context);
    if (ended !== undefined) return ended.value;
  }
}

function carryOut(message, env, context) {
  if (typeof message === 'string' && Object.hasOwn(ORDERS, message)) return ORDERS[message](env, context);
  if (Object.hasOwn(Object(message), 'return')) return { value: message.return };
  if (Object.hasOwn(Object(message), 'ask')) return void ask(message, env);
  env.output(message);
}

/** Opens the prompts all at once, and puts out what becomes of each. */
function ask({ ask: prompts, timeoutMs }, env) {
  for (const prompt of prompts) {
    env.input(prompt, timeoutMs === undefined ? {} : { timeoutMs }).then(
      (answer) => env.output({ prompt, answer }),
      ({ code }) => env.output({ prompt, code }),
    );
  }
}

const servers = new Map();

const REQUESTS = {
  async serve({ name, socketFile, pairs, steps }) {
    const made = new Map(
      [...new Set(pairs.flat())].map((step) => [step, makeStep(step, Object.hasOwn(steps, step) ? steps[step] : {})]),
    );
    const definition = pairs.map((pair) => pair.map((step) => made.get(step)));
    const server = new TrailServer(definition, {
      name,
      socketFile,
      journalFile: `${socketFile}.journal`,
      context: makeContext(),
    });
    await server.start();
    servers.set(socketFile, server);
  },
  end: ({ socketFile }) => servers.get(socketFile).finished(),
  activity: () => ({ resources: process.getActiveResourcesInfo(), timersMade: timers.made, rss: process.memoryUsage().rss }),
};

function makeStep(name, { tags = {}, options = {}, action = 'obedient' }) {
  return new Step(ACTIONS[action], { ...tags, name }, options);
}

function makeContext() {
  const context = {};
  context.released = new Promise((resolve) => {
    context.release = resolve;
  });
  return context;
}

process.on('message', async ({ id, request, ...fields }) => {
  try {
    process.send({ id, result: (await REQUESTS[request](fields)) ?? null });
  } catch (error) {
    process.send({ id, error: `${error.code}: ${error.message}` });
  }
});
process.on('disconnect', () => process.exit());
