import { type ApiConnection, type JournalRecord, MemoryTransport, type PushedEvent, type Transport } from '@autotrail/layer1';
import { describe, expect, it, vi } from 'vitest';
import { SocketTransport, TrailClient, type TrailServer } from '../src/index.js';
import { emptyStep, promise, started } from './support/local.js';

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

/** What a client hears from now on. */
interface Reading {
  readonly received: readonly PushedEvent[];
  /** Resolves when the events end. */
  readonly end: Promise<void>;
}

/** Reads events; resolves when nothing is missed any longer. */
async function reading(client: TrailClient, options: { signal?: AbortSignal } = {}): Promise<Reading> {
  const subscribed = promise<void>();
  const received: PushedEvent[] = [];
  const read = async (): Promise<void> => {
    for await (const event of client.events({ ...options, onSubscribed: () => subscribed.resolve() })) received.push(event);
  };
  const end = read();
  await Promise.race([subscribed.promise, end]);
  return { received, end };
}

function recordsOf({ received }: Reading): JournalRecord[] {
  return received.map((event) => ('gap' in event ? expect.fail('nothing was missed') : event));
}

describe.each(WAYS)('events by %s', (way) => {
  it('come in order, each once, with what was done and what it changed', async () => {
    const { clients, server } = await serverAndClients();
    const client = clients[way];
    const events = await reading(client);
    await client.pause({ name: 'b' }, { actor: 'ada', reason: 'lunch' });
    await client.start();
    await vi.waitUntil(() => recordsOf(events).some(({ event }) => event.type === 'ended'));
    await client.resume();
    await server.finished();
    await client.shutdown();
    await events.end;
    const records = recordsOf(events);
    expect(records.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6]);
    const ended = { type: 'ended', attempt: 1, outcome: { ok: true, value: null } };
    expect(records).toMatchObject([
      { event: { type: 'command', call: 'pause', actor: 'ada', reason: 'lunch' }, changes: [{ n: 1, state: 'To Pause' }] },
      { event: { type: 'command', call: 'start' } },
      { event: { ...ended, n: 0 } },
      { event: { type: 'command', call: 'resume' } },
      { event: { ...ended, n: 1 } },
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
    const events = await reading(clients[way]);
    await server.shutdown();
    await events.end;
    expect(recordsOf(events)).toMatchObject([{ event: { type: 'shutdown' } }]);
  });

  it('throw when their signal aborts', async () => {
    const { clients } = await serverAndClients();
    const enough = new AbortController();
    const { end } = await reading(clients[way], { signal: enough.signal });
    enough.abort(new Error('enough'));
    await expect(end).rejects.toMatchObject({ name: 'AbortError', cause: enough.signal.reason });
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
    const onSubscribed = (): void => void client.pause();
    const events = new TrailClient(counting).events({ onSubscribed });
    for await (const event of events) {
      expect(event).toMatchObject({ event: { call: 'pause' } });
      break;
    }
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

  it('tell when nothing is missed any longer', async () => {
    const { clients } = await serverAndClients();
    const client = clients[way];
    let events!: AsyncIterator<PushedEvent>;
    let next!: Promise<IteratorResult<PushedEvent>>;
    await new Promise<void>((onSubscribed) => {
      events = client.events({ onSubscribed });
      next = events.next();
    });
    const { revision } = await client.pause();
    expect(await next).toMatchObject({ value: { revision, event: { call: 'pause' } } });
    await events.return?.();
  });

  it('come to every reader of the same client', async () => {
    const { clients, server } = await serverAndClients();
    const client = clients[way];
    const readings = [await reading(client), await reading(client), await reading(client)];
    await client.pause();
    await server.shutdown();
    await Promise.all(readings.map(({ end }) => end));
    expect(readings.map((events) => recordsOf(events).length)).toEqual([2, 2, 2]);
    expect(new Set(readings.map(({ received }) => JSON.stringify(received))).size).toBe(1);
  });
});

describe('an event', () => {
  it('is told when what it speaks of is the case: its reader never sees an older status', async () => {
    const server = await started([[emptyStep('a'), emptyStep('b')]]);
    const client = new TrailClient(server.socketFile);
    const ended: number[] = [];
    for await (const record of client.events({ onSubscribed: () => void client.start() })) {
      if ('gap' in record || record.event.type !== 'ended') continue;
      const { n } = record.event;
      ended.push(n);
      expect(await client.status({ n }, { fields: ['state'] })).toEqual([{ state: 'Succeeded' }]);
      if (n === 1) break;
    }
    expect(ended).toEqual([0, 1]);
    await client.close();
  });
});
