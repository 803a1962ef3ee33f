import { EventEmitter, getEventListeners, once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type ApiServer, type Definition, Step, type Transport } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TrailClient, TrailServer } from '../src/index.js';
import { socketPath } from './support/folders.js';

const COUNT = 10_000;
/** Early ones: what is left to do is many times what a call takes. */
const ASKED_AFTER = [1, 100, 1_000];

/** What a process could leak. The timers are those of this code: the test runner has some of its own. */
function held(timers: ReadonlySet<unknown>): unknown {
  return {
    descriptors: readdirSync('/dev/fd').length,
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    resources: process
      .getActiveResourcesInfo()
      .filter((resource) => resource !== 'Timeout')
      .toSorted(),
    timers: timers.size,
  };
}

/** The timers that are made from now on, as long as they are pending. */
function pendingTimers(): ReadonlySet<unknown> {
  const { setTimeout, clearTimeout } = globalThis;
  const pending = new Set<unknown>();
  vi.stubGlobal('setTimeout', (callback: () => void, ms: number) => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      callback();
    }, ms);
    pending.add(timer);
    return timer;
  });
  vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout) => {
    pending.delete(timer);
    clearTimeout(timer);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return pending;
}

/** Steps that end at once; each says so. */
function steps(ran: EventEmitter): Step<unknown>[] {
  return Array.from({ length: COUNT }, (_, i) => new Step(() => void ran.emit(String(i)), { name: `s${i}` }));
}

/** One step, then all the others side by side, then one that joins them. */
function fanOut(ran: EventEmitter): Definition<unknown> {
  const all = steps(ran);
  const [first, last] = [all.shift() as Step<unknown>, all.pop() as Step<unknown>];
  return all.flatMap((step): [Step<unknown>, Step<unknown>][] => [
    [first, step],
    [step, last],
  ]);
}

function chain(ran: EventEmitter): Definition<unknown> {
  const all = steps(ran);
  return all.slice(1).map((step, i): [Step<unknown>, Step<unknown>] => [all[i] as Step<unknown>, step]);
}

/** Has a trail run while clients wait, and ask whenever one of some steps has run. Answers what became of that, in order. */
async function runWatched(server: TrailServer, ran: EventEmitter): Promise<readonly string[]> {
  const order: string[] = [];
  const client = new TrailClient(server.socketFile);
  const waiting = client.wait();
  const asking = ASKED_AFTER.map((step) => askWhenRun({ step, ran, socketFile: server.socketFile, order }));
  const end = server.finished().then(() => order.push('finished'));
  await client.start();
  await Promise.all([...asking, end]);
  expect(await waiting).toMatchObject({ outcome: 'finished' });
  const all = await client.status({}, { fields: ['state', 'attempt'] });
  expect(all).toHaveLength(COUNT);
  expect(new Set(all.map(({ state, attempt }) => `${state} ${attempt}`))).toEqual(new Set(['Succeeded 1']));
  await client.close();
  return order;
}

interface Question {
  readonly step: number;
  readonly ran: EventEmitter;
  readonly socketFile: string;
  readonly order: string[];
}

async function askWhenRun({ step, ran, socketFile, order }: Question): Promise<void> {
  await using client = new TrailClient(socketFile);
  await once(ran, String(step));
  const [last] = await client.status({ name: `s${COUNT - 1}` }, { fields: ['state'] });
  order.push(`after ${step} the last is ${last?.state}`);
}

describe('ten thousand steps', () => {
  it('side by side and in a chain are run through the server, which answers meanwhile and leaves nothing behind', async () => {
    const timers = pendingTimers();
    const before = held(timers);
    // A chain takes a sync of the disk for each step: what is to be seen here does not need ten thousand of them.
    const cases = [{ shape: fanOut }, { shape: chain, journalFile: false }] as const;
    for (const { shape, ...memory } of cases) {
      const ran = new EventEmitter();
      const waiter = new AbortController();
      const server = new TrailServer(shape(ran), {
        name: 'large',
        socketFile: socketPath(),
        transports: [patientTransport(waiter.signal)],
        ...memory,
      });
      await server.start();
      const order = await runWatched(server, ran);
      expect(order.slice(0, -1).toSorted()).toEqual(ASKED_AFTER.map((step) => `after ${step} the last is Waiting`));
      expect(order.at(-1)).toBe('finished');
      expect(getEventListeners(waiter.signal, 'abort').length).toBeLessThanOrEqual(1);
      await server.shutdown();
    }
    expect(held(timers)).toEqual(before);
  });
});

/** A transport with one client, which waits for a failure from the beginning to the end. */
function patientTransport(gone: AbortSignal): Transport {
  return {
    async listen(server: ApiServer) {
      void server.handle({
        wire: 2,
        message: { name: 'wait', until: 'failed' },
        peer: { source: 'test', gone, push: () => true },
      });
    },
    connect: () => Promise.reject(new Error('It has its one client.')),
    close: async () => {},
  };
}
