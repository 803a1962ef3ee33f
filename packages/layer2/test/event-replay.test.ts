import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutoTrailError } from '@autotrail/core';
import type { ApiConnection, JournalRecord, PushedEvent, Transport } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SocketTransport, TrailClient } from '../src/index.js';
import { temporaryFolder } from './support/folders.js';
import { emptyStep, heldStep, promise, started } from './support/local.js';
import { RawClient } from './support/raw-client.js';

/** A way to a server that tells which revision has arrived last, and how often the journal was asked. */
class WatchedTransport implements Pick<Transport, 'connect'> {
  pages = 0;
  readonly #transport: Transport;
  readonly #awaited: number;
  readonly #arrived = promise<void>();

  constructor(transport: Transport, awaited: number) {
    this.#transport = transport;
    this.#awaited = awaited;
  }

  /** Resolves when the awaited revision has come to this process, whether it was read or not. */
  get arrived(): Promise<void> {
    return this.#arrived.promise;
  }

  async connect(): Promise<ApiConnection> {
    const connection = await this.#transport.connect();
    connection.onPush(({ event }) => {
      if ((event as unknown as JournalRecord).revision === this.#awaited) this.#arrived.resolve();
    });
    const request = connection.request.bind(connection);
    connection.request = (name, ...rest) => {
      if (name === 'history') this.pages += 1;
      return request(name, ...rest);
    };
    return connection;
  }
}

/** Notes so many things. */
async function note(client: TrailClient, count: number, text = 'noted'): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => client.note(`${text} ${i}`)));
}

/** Reads until the record of a revision, or to the end. */
async function readTo(events: AsyncIterable<PushedEvent>, last = Number.POSITIVE_INFINITY): Promise<readonly PushedEvent[]> {
  const read: PushedEvent[] = [];
  for await (const event of events) {
    read.push(event);
    if ('revision' in event && event.revision >= last) break;
  }
  return read;
}

/** Reads the first record, which is noted meanwhile: nothing else has happened then, and the reader reads nothing more. */
async function begun(events: AsyncGenerator<PushedEvent, void, void>, client: TrailClient): Promise<PushedEvent> {
  const first = events.next();
  await client.note('first');
  const { value } = await first;
  expect(value).toMatchObject({ revision: 1 });
  return value as PushedEvent;
}

async function historyOf(client: TrailClient): Promise<readonly JournalRecord[]> {
  return (await readTo(client.history())) as readonly JournalRecord[];
}

describe('events from a revision on', () => {
  it('begin with what the trail is and what has happened to it, and go on with what happens', async () => {
    const held = heldStep('b');
    const server = await started([[emptyStep('a'), held.step]]);
    await using client = new TrailClient(server.socketFile);
    await client.start();
    await held.running;
    const subscribed = promise<void>();
    const reading = readTo(client.events({ from: 0, onSubscribed: () => subscribed.resolve() }));
    await subscribed.promise;
    await client.note('live');
    held.release();
    await server.finished();
    const history = await historyOf(client);
    await server.shutdown();
    const read = await reading;
    expect(read.slice(0, history.length)).toEqual(history);
    expect(read.map((event) => ('gap' in event ? event : event.event.type))).toEqual([
      'created',
      'command',
      'ended',
      'note',
      'ended',
      'shutdown',
    ]);
  });

  it('begin where they are told to: after all that has happened they wait for what comes', async () => {
    const server = await started([[emptyStep('a')]]);
    await using client = new TrailClient(server.socketFile);
    await note(client, 5);
    expect((await readTo(client.events({ from: 3 }), 5)).map((event) => 'revision' in event && event.revision)).toEqual([
      3, 4, 5,
    ]);
    for (const from of [6, 8]) {
      const events = client.events({ from });
      const next = events.next();
      const { revision } = await client.ping();
      await note(client, Math.max(1, from - revision));
      expect(await next).toMatchObject({ value: { revision: from } });
      await events.return();
    }
  });

  it('have each record once and in order, for readers who come while thousands of things happen', {
    timeout: 60_000,
  }, async () => {
    const server = await started([[emptyStep('a')]]);
    await using client = new TrailClient(server.socketFile);
    const last = 2_400;
    const readings: Promise<readonly PushedEvent[]>[] = [];
    for (const queueSize of [1, 30, 10_000]) {
      readings.push(readTo(client.events({ from: 0, queueSize }), last));
      await note(client, last / 3);
    }
    const history = await historyOf(client);
    expect(history).toHaveLength(last + 1);
    for (const reading of readings) expect(await reading).toEqual(history);
  });

  it('miss nothing for a reader who does not keep up', async () => {
    const server = await started([[emptyStep('a')]]);
    await using client = new TrailClient(server.socketFile);
    const watched = new WatchedTransport(new SocketTransport(server.socketFile), 100);
    const events = new TrailClient(watched).events({ from: 1, queueSize: 4 });
    const read = [await begun(events, client)];
    await note(client, 99);
    await watched.arrived;
    read.push(...(await readTo(events, 100)));
    expect(read).toEqual((await historyOf(client)).slice(1));
    // One for what was before, and one for what there was no room for.
    expect(watched.pages).toBe(2);
  });

  it('throw if the server is lost before what was missed could be read', async () => {
    const server = await started([[emptyStep('a')]]);
    await using client = new TrailClient(server.socketFile);
    const events = client.events({ from: 1, queueSize: 4 });
    await begun(events, client);
    await note(client, 49);
    await server.shutdown();
    await expect(readTo(events)).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
  });

  it('are refused where the trail has no journal; events from now on come all the same', async () => {
    const server = await started([[emptyStep('a')]], { journalFile: false });
    await using client = new TrailClient(server.socketFile);
    for (const from of [0, 1, 7]) {
      await expect(client.events({ from }).next()).rejects.toMatchObject({
        code: 'AUTOTRAIL_CALL_REFUSED',
        cause: { code: 'AUTOTRAIL_NO_JOURNAL' },
      });
    }
    const events = client.events({ onSubscribed: () => void client.note('live') });
    expect(await events.next()).toMatchObject({ value: { revision: 1, event: { type: 'note' } } });
    await events.return();
  });

  it.each([{ from: -1 }, { from: 1.5 }, { from: Number.NaN }, { queueSize: 0 }, { queueSize: Number.POSITIVE_INFINITY }])(
    'and queues are counted: %o is refused before anything is asked',
    async (options) => {
      const [option = '', value] = Object.entries(options)[0] ?? [];
      const expected = `Expected option \`${option}\` of client.events() to be an integer from ${option === 'from' ? 0 : 1} up, got ${value}.`;
      await expect(new TrailClient('/nowhere').events(options).next()).rejects.toMatchObject({
        code: 'AUTOTRAIL_BAD_OPTION',
        message: expected,
      });
    },
  );

  it('throw when their signal aborts, in the middle of a page too', async () => {
    const server = await started([[emptyStep('a')]]);
    await using client = new TrailClient(server.socketFile);
    await note(client, 5);
    const enough = new AbortController();
    const read: PushedEvent[] = [];
    const reading = async (): Promise<void> => {
      for await (const event of client.events({ from: 1, signal: enough.signal })) {
        read.push(event);
        if (read.length === 2) enough.abort(new Error('enough'));
      }
    };
    await expect(reading()).rejects.toThrow('enough');
    expect(read).toHaveLength(2);
  });
});

describe('events from now on', () => {
  it('have a gap in place of what their reader was too slow for', async () => {
    const server = await started([[emptyStep('a')]]);
    await using client = new TrailClient(server.socketFile);
    const events = client.events({ queueSize: 4, onSubscribed: () => void client.note('first') });
    expect(await events.next()).toMatchObject({ value: { revision: 1 } });
    await note(client, 49);
    // When the server has closed, this side has read all it was sent.
    await server.shutdown();
    const [second, third, fourth, fifth, ...rest] = await readTo(events);
    expect([second, third, fourth, fifth]).toMatchObject([{ revision: 2 }, { revision: 3 }, { revision: 4 }, { revision: 5 }]);
    expect(rest).toEqual([{ gap: { from: 6, to: 51 } }]);
  });
});

describe('a client that does not read its socket', () => {
  const LARGE = 'x'.repeat(100_000);

  /** A client that subscribed, and has not read what came of so many things. */
  async function deafClient(): Promise<{ deaf: RawClient; end: () => Promise<void>; client: TrailClient }> {
    const server = await started([[emptyStep('a')]]);
    const client = new TrailClient(server.socketFile);
    const deaf = await RawClient.onWire2(server.socketFile);
    deaf.send({ id: 1, name: 'subscribe' });
    await deaf.line();
    deaf.socket.pause();
    await note(client, 60, LARGE);
    return { deaf, client, end: () => server.shutdown() };
  }

  /** The revisions it is told of, until it is told of the last. */
  async function told(deaf: RawClient, last: number): Promise<{ gaps: number; next: number }> {
    let [gaps, next] = [0, 1];
    while (next <= last) {
      const { event } = (await deaf.message()) as unknown as { event: PushedEvent };
      const [from, to] = 'gap' in event ? [event.gap.from, event.gap.to] : [event.revision, event.revision];
      expect(from).toBe(next);
      next = to + 1;
      if ('gap' in event) gaps += 1;
    }
    return { gaps, next };
  }

  it('is told what it missed when it reads again, even if nothing more happens', async () => {
    const { deaf, client } = await deafClient();
    deaf.socket.resume();
    expect(await told(deaf, 60)).toEqual({ gaps: 1, next: 61 });
    await client.note('live');
    expect(await deaf.message()).toMatchObject({ event: { revision: 61 } });
    await client.close();
  });

  it('is told what it missed before a server that is shut down hangs up', async () => {
    const { deaf, client, end } = await deafClient();
    const ended = end();
    await expect(client.wait()).rejects.toMatchObject({ code: expect.any(String) });
    deaf.socket.resume();
    expect(await told(deaf, 61)).toEqual({ gaps: 1, next: 62 });
    expect(await deaf.line()).toBeNull();
    deaf.socket.end();
    await ended;
    await client.close();
  });
});

describe('a server that is killed', () => {
  /** A process that serves the trail in a folder, answering by now. */
  async function served(folder: string): Promise<ChildProcess> {
    const script = fileURLToPath(new URL('./support/noting-process.mjs', import.meta.url));
    const child = fork(script, [join(folder, 'trail.sock'), join(folder, 'journal')]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    return child;
  }

  it('ends events; with the revision after the last that was seen they go on, and each record comes once', {
    timeout: 60_000,
  }, async () => {
    const folder = temporaryFolder();
    await using client = new TrailClient(join(folder, 'trail.sock'));
    const seen: PushedEvent[] = [];
    for (let life = 1; life <= 4; life += 1) {
      const server = await served(folder);
      if (life === 1) await client.start();
      const busy = Array.from({ length: 200 }, (_, i) => client.note(`life ${life}, ${i}`).catch(goneOnly));
      const enough = seen.length + 120;
      try {
        for await (const event of client.events({ from: seen.length, queueSize: 10 })) {
          seen.push(event);
          if (seen.length === enough) server.kill('SIGKILL');
        }
      } catch (error) {
        goneOnly(error);
      }
      await Promise.all(busy);
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    }
    await served(folder);
    const history = await historyOf(client);
    const rest = await readTo(client.events({ from: seen.length }), history.length - 1);
    expect([...seen, ...rest]).toEqual(history);
    expect(history.filter(({ event }) => event.type === 'resumed')).toHaveLength(4);
    expect(history.filter(({ event }) => event.type === 'note').length).toBeGreaterThan(400);
  });
});

function goneOnly(error: unknown): void {
  if (!AutoTrailError.is(error) || error.code !== 'AUTOTRAIL_SERVER_GONE') throw error;
}
