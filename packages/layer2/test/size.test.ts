import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import type { ApiServer, Definition, Step, Transport } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TrailClient, TrailServer } from '../src/index.js';
import { socketPath } from './support/folders.js';
import { emptyStep } from './support/local.js';

const COUNT = 10_000;

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

function steps(): Step<unknown>[] {
  return Array.from({ length: COUNT }, (_, i) => emptyStep(`s${i}`));
}

/** One step, then all the others side by side, then one that joins them. */
function fanOut(): Definition<unknown> {
  const [first, last, ...middle] = steps() as [Step<unknown>, Step<unknown>, ...Step<unknown>[]];
  return middle.flatMap((step): [Step<unknown>, Step<unknown>][] => [
    [first, step],
    [step, last],
  ]);
}

function chain(): Definition<unknown> {
  const all = steps();
  return all.slice(1).map((step, i): [Step<unknown>, Step<unknown>] => [all[i] as Step<unknown>, step]);
}

/** Has a trail run while three clients ask and wait. Answers what became of that, in order. */
async function runWatched(server: TrailServer): Promise<readonly string[]> {
  const order: string[] = [];
  const clients = [1, 2, 3].map(() => new TrailClient(server.socketFile));
  const [client] = clients as [TrailClient];
  const end = server.finished().then(() => order.push('finished'));
  const waiting = clients.map((waiter) => waiter.wait());
  await client.start();
  await Promise.all(clients.map((asker) => askAboutLast(asker, order)));
  await end;
  expect(await Promise.all(waiting)).toMatchObject(clients.map(() => ({ outcome: 'finished' })));
  const all = await client.status({}, { fields: ['state', 'attempt'] });
  expect(all).toHaveLength(COUNT);
  expect(new Set(all.map(({ state, attempt }) => `${state} ${attempt}`))).toEqual(new Set(['Succeeded 1']));
  await Promise.all(clients.map((done) => done.close()));
  return order;
}

async function askAboutLast(client: TrailClient, order: string[]): Promise<void> {
  for (let call = 0; call < 5; call += 1) {
    const [last] = await client.status({ n: COUNT - 1 }, { fields: ['state'] });
    order.push(last?.state ?? 'missing');
  }
}

describe('ten thousand steps', () => {
  it('side by side and in a chain are run through the server, which answers meanwhile and leaves nothing behind', async () => {
    const timers = pendingTimers();
    const before = held(timers);
    for (const definition of [fanOut(), chain()]) {
      const waiter = new AbortController();
      const server = new TrailServer(definition, {
        name: 'large',
        socketFile: socketPath(),
        transports: [patientTransport(waiter.signal)],
      });
      await server.start();
      const order = await runWatched(server);
      // Fifteen calls were answered before the last step had run.
      expect(order).toEqual([...Array(15).fill('Waiting'), 'finished']);
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
      void server.handle({ wire: 2, message: { name: 'wait', until: 'failed' }, peer: { gone, push: () => true } });
    },
    connect: () => Promise.reject(new Error('It has its one client.')),
    close: async () => {},
  };
}
