import { once } from 'node:events';
import { checkOptions } from '../check-options.js';
import { askHowToLeave } from './exit-question.js';
import { INTERACTIVE_RULES, type InteractiveEnd, type InteractiveOptions } from './interactive-options.js';
import { type OpenRepl, openRepl } from './open-repl.js';
import { type EventDisplay, keepHistory, showEvents } from './terminal-service.js';

/**
 * Steers a trail by hand: a REPL with the trail's methods in scope, such as `pause({ name: 'deploy' })`. What they answer is waited
 * for and printed by itself; `await` works too. `trail` has the same methods, `client` those that print nothing, and `.help` lists
 * the commands for people who do not write JavaScript. Resolves when the REPL was left.
 *
 * On a terminal, what happens to the trail is printed above the line being typed, Ctrl-C touches neither the trail nor its commands,
 * and whoever leaves is asked what to do with the trail. Off a terminal, lines are read to their end, one after another.
 *
 * @throws AutoTrailError `AUTOTRAIL_SERVER_GONE`, `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`
 * @example
 * await server.start();
 * const { outcome } = await interactive({ trail: new TrailClient(server.socketFile) });
 * if (outcome === 'stopped') await server.shutdown();
 */
export async function interactive(options: InteractiveOptions): Promise<InteractiveEnd> {
  checkOptions('interactive', { ...options, trail: options.trail ?? null }, INTERACTIVE_RULES);
  const client = 'client' in options.trail ? options.trail.client : options.trail;
  const { trail: trailName } = await client.ping();
  const open = openRepl(options, { trailName, steps: await client.list() });
  if (open.repl.terminal) return serveTerminal(open, options);
  await once(open.repl, 'exit');
  await open.session.turns.idle;
  return { outcome: 'detached' };
}

async function serveTerminal(open: OpenRepl, { historyFile, prompt }: InteractiveOptions): Promise<InteractiveEnd> {
  const left = new AbortController();
  // While the REPL reads, Ctrl-C is a key; but not before it begins and between it and the question at its end.
  process.on('SIGINT', ignore);
  try {
    const exit = once(open.repl, 'exit');
    // Before the events: printing one would draw the prompt, which lets lines in.
    await keepHistory(open, historyFile);
    const watch = watchEvents(open, { signal: left.signal, hasLivePrompt: prompt === undefined });
    await exit;
    await open.session.turns.idle;
    left.abort();
    return { outcome: (await watch) === 'gone' ? 'gone' : await leave(open) };
  } finally {
    left.abort();
    process.off('SIGINT', ignore);
    // A REPL that still writes its history when it is closed leaves its input flowing, which would keep the process alive.
    open.streams.input.pause();
  }
}

/** Shows events. What is typed before they are listened to waits, for it would be done unseen. */
function watchEvents(open: OpenRepl, display: Omit<EventDisplay, 'onReady'>): ReturnType<typeof showEvents> {
  let onReady = (): void => {};
  const isReady = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  const watch = showEvents(open, { ...display, onReady });
  open.session.waitFor(Promise.race([isReady, watch]));
  return watch;
}

async function leave({ streams: { input, output }, trail }: OpenRepl): Promise<InteractiveEnd['outcome']> {
  if ((await askHowToLeave(input, output)) === 'detach') return 'detached';
  return (await trail.stop()) === undefined ? 'gone' : 'stopped';
}

function ignore(): void {}
