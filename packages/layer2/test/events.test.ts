import { type ApiConnection, MemoryTransport, type PushedEvent, Step, type Transport } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { SocketTransport, TrailClient, type TrailServer } from '../src/index.js';
import { emptyStep, heldStep, started } from './support/local.js';

const WAYS = ['socket', 'memory'] as const;

/** A server of two steps with a client on each of the ways to it. */
async function serverAndClients(): Promise<{
  server: TrailServer;
  ways: Record<(typeof WAYS)[number], Transport>;
  clients: Record<(typeof WAYS)[number], TrailClient>;
}> {
  const memory = new MemoryTransport();
  const server = await started([[emptyStep('a'), emptyStep('b')]], { transports: [memory] });
  const ways = { socket: new SocketTransport(server.socketFile), memory };
  return { server, ways, clients: { socket: new TrailClient(ways.socket), memory: new TrailClient(memory) } };
}

/** A way to a server that counts its connections. */
class CountingTransport {
  opened = 0;
  closed = 0;
  readonly #transport: Transport;
  readonly #onOpened: () => void;

  constructor(transport: Transport, onOpened = (): void => {}) {
    this.#transport = transport;
    this.#onOpened = onOpened;
  }

  async connect(): Promise<ApiConnection> {
    const connection = await this.#transport.connect();
    this.opened += 1;
    this.#onOpened();
    void connection.closed.then(() => {
      this.closed += 1;
    });
    return connection;
  }
}

/** Events from now on: resolves when the subscription is there, which is when the first event arrives. */
async function subscribed(client: TrailClient, options: { signal?: AbortSignal } = {}): Promise<AsyncIterator<PushedEvent>> {
  const events = client.events(options);
  let hasArrived = false;
  const first = events.next().then(() => {
    hasArrived = true;
  });
  while (!hasArrived) await client.unskip({ name: 'nobody' });
  await first;
  return events;
}

describe.each(WAYS)('events by %s', (way) => {
  it('come in order, each once, with what was done and what it changed', async () => {
    const { clients, server } = await serverAndClients();
    const client = clients[way];
    const events = await subscribed(client);
    await client.pause({ name: 'b' }, { actor: 'ada', reason: 'lunch' });
    await client.start();
    await client.resume();
    await server.finished();
    await client.shutdown();
    const received: PushedEvent[] = [];
    for (let next = await events.next(); next.done !== true; next = await events.next()) received.push(next.value);
    const records = received.map((event) => ('gap' in event ? expect.fail('nothing was missed') : event));
    const first = records[0]?.revision ?? 0;
    expect(records.map(({ revision }) => revision)).toEqual(records.map((_, i) => first + i));
    const commands = records.filter(({ event }) => event.type !== 'command' || event.call !== 'unskip');
    expect(commands).toMatchObject([
      { event: { type: 'command', call: 'pause', actor: 'ada', reason: 'lunch' }, changes: [{ n: 1, state: 'To Pause' }] },
      { event: { type: 'command', call: 'start' } },
      { event: { type: 'ended', n: 0, attempt: 1, outcome: { ok: true, value: null } } },
      { event: { type: 'command', call: 'resume' } },
      { event: { type: 'ended', n: 1, attempt: 1, outcome: { ok: true, value: null } } },
      { event: { type: 'shutdown' } },
    ]);
  });

  it('say nothing of a dry run, a refused call, or one that only looks', async () => {
    const { clients } = await serverAndClients();
    const client = clients[way];
    const { revision } = await client.ping();
    await client.pause({}, { dryRun: true, actor: 'ada' });
    await client.shutdown({ dryRun: true });
    await client.status();
    await client.list();
    await expect(client.nextStep(0)).rejects.toMatchObject({ code: 'AUTOTRAIL_CALL_REFUSED' });
    await expect(client.reply('0.1.1', true)).rejects.toMatchObject({ code: 'AUTOTRAIL_CALL_REFUSED' });
    expect(await client.ping()).toMatchObject({ revision });
  });

  it('end when the server is shut down', async () => {
    const { clients, server } = await serverAndClients();
    const events = await subscribed(clients[way]);
    await server.shutdown();
    let last = await events.next();
    while (last.done !== true) last = await events.next();
    expect(last).toEqual({ done: true, value: undefined });
  });

  it('throw when their signal aborts', async () => {
    const { clients } = await serverAndClients();
    const enough = new AbortController();
    const events = await subscribed(clients[way], { signal: enough.signal });
    const next = (async () => {
      for (;;) await events.next();
    })();
    enough.abort(new Error('enough'));
    await expect(next).rejects.toMatchObject({ name: 'AbortError', cause: enough.signal.reason });
  });

  it('are not even asked for when their signal has aborted', async () => {
    const { clients } = await serverAndClients();
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(clients[way].events({ signal }).next()).rejects.toThrow('never mind');
  });

  it('need no further care when their reader has had enough', async () => {
    const { clients, ways } = await serverAndClients();
    const client = clients[way];
    const counting = new CountingTransport(ways[way]);
    let hasHadEnough = false;
    const happening = (async () => {
      while (!hasHadEnough) await client.unskip({ name: 'nobody' });
    })();
    const events = new TrailClient(counting).events();
    for await (const event of events) {
      expect(event).toMatchObject({ changes: [] });
      break;
    }
    hasHadEnough = true;
    await happening;
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(counting).toMatchObject({ opened: 1, closed: 1 });
  });

  it.each(['events', 'wait'] as const)('hang up when their signal aborts while they connect: %s', async (method) => {
    const { ways } = await serverAndClients();
    const enough = new AbortController();
    const { signal } = enough;
    const counting = new CountingTransport(ways[way], () => enough.abort(new Error('too late')));
    const client = new TrailClient(counting);
    const asked = method === 'wait' ? client.wait({ signal }) : client.events({ signal }).next();
    await expect(asked).rejects.toThrow('too late');
    expect(counting).toMatchObject({ opened: 1, closed: 1 });
  });

  it('come to every reader of the same client', async () => {
    const { clients } = await serverAndClients();
    const client = clients[way];
    const readers = [await subscribed(client), await subscribed(client), await subscribed(client)];
    const { revision } = await client.pause();
    for (const reader of readers) {
      let next = await reader.next();
      while (next.done !== true && !('gap' in next.value) && next.value.revision < revision) next = await reader.next();
      expect(next.value).toMatchObject({ revision, event: { call: 'pause' } });
      await reader.return?.();
    }
  });
});

describe('an event', () => {
  it('is told when what it speaks of is the case: a reader never sees an older status', async () => {
    const { step, running, release } = heldStep('a');
    const server = await started([[step, new Step(() => {}, { name: 'b' })]]);
    const client = new TrailClient(server.socketFile);
    const events = await subscribed(client);
    await client.start();
    await running;
    release();
    for (let next = await events.next(); next.done !== true; next = await events.next()) {
      const record = next.value;
      if ('gap' in record || record.event.type !== 'ended') continue;
      expect(await client.status({ n: record.event.n }, { fields: ['state'] })).toEqual([{ state: 'Succeeded' }]);
      if (record.event.n === 1) break;
    }
    await client.close();
  });
});
