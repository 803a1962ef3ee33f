import { setImmediate as turn } from 'node:timers/promises';
import type { JsonObject, JsonValue } from '@autotrail/core';
import type { ApiConnection, ApiResponse, JournalRecord, PushedEvent } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../src/event-reader.js';

function record(revision: number): JournalRecord {
  return { revision, epoch: 1, at: 0, event: { type: 'shutdown' }, changes: [] };
}

/** A server of which the test decides when it takes a request, when what it sends arrives, and whether there is room for it. */
class HandServer implements ApiConnection {
  readonly hello: JsonObject = {};
  readonly closed: Promise<void>;
  /** The newest revision there is. */
  last: number;
  /** The revision at which the client subscribed; `null` before. */
  since: number | null = null;
  /** How often the client was told of a gap. */
  gaps = 0;
  readonly #pageSize: number;
  readonly #requests: (() => void)[] = [];
  /** What is on its way, in the order in which it arrives. */
  readonly #wire: (() => void)[] = [];
  #listener: (event: JsonValue) => void = () => {};
  #next = 0;
  #close = (): void => {};

  constructor(last: number, pageSize: number) {
    this.last = last;
    this.#pageSize = pageSize;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  get isQuiet(): boolean {
    return this.#requests.length === 0 && this.#wire.length === 0;
  }

  request(name: string, { from = 0 }: JsonObject = {}): Promise<ApiResponse> {
    return new Promise((resolve) => {
      this.#requests.push(() => {
        const result = name === 'subscribe' ? this.#subscribe() : this.#page(Number(from));
        this.#wire.push(() => resolve({ name, result, error: null }));
      });
    });
  }

  onPush(listener: (push: { readonly subscription: JsonValue; readonly event: JsonValue }) => void): () => void {
    this.#listener = (event) => listener({ subscription: 'events', event });
    return () => {};
  }

  async close(): Promise<void> {
    this.#close();
  }

  /** Something happens. */
  append(hasRoom: boolean): void {
    this.last += 1;
    if (this.since === null || !hasRoom) return;
    this.tellGap(this.last - 1);
    this.#push(record(this.last));
    this.#next = this.last + 1;
  }

  /** There is room for what the client was not told. */
  tellGap(to = this.last): void {
    if (this.since === null || this.#next > to) return;
    this.gaps += 1;
    this.#push({ gap: { from: this.#next, to } });
    this.#next = to + 1;
  }

  /** Takes the next request. */
  serve(): void {
    this.#requests.shift()?.();
  }

  /** Lets arrive what was sent first. */
  deliver(): void {
    this.#wire.shift()?.();
  }

  #subscribe(): JsonValue {
    this.since = this.last;
    this.#next = this.last + 1;
    return { subscription: 'events', revision: this.last };
  }

  #page(from: number): JsonValue {
    const count = Math.max(0, Math.min(this.#pageSize, this.last + 1 - from));
    const records = Array.from({ length: count }, (_, i) => record(from + i));
    return { records, next: from + count <= this.last ? from + count : null } as unknown as JsonValue;
  }

  #push(event: PushedEvent): void {
    const told = event as unknown as JsonValue;
    this.#wire.push(() => this.#listener(told));
  }
}

const DEEDS = {
  append: (server: HandServer) => server.append(true),
  'append without room': (server: HandServer) => server.append(false),
  'have room': (server: HandServer) => server.tellGap(),
  serve: (server: HandServer) => server.serve(),
  deliver: (server: HandServer) => server.deliver(),
  read: () => {},
} as const;

const life = fc.record({
  before: fc.nat(12),
  from: fc.option(fc.nat(16), { nil: undefined }),
  pageSize: fc.integer({ min: 1, max: 5 }),
  queueSize: fc.integer({ min: 1, max: 6 }),
  // What moves things on comes more often, so that there is a reader early.
  deeds: fc.array(fc.constantFrom(...(Object.keys(DEEDS) as (keyof typeof DEEDS)[]), 'serve' as const, 'deliver' as const), {
    minLength: 10,
    maxLength: 80,
  }),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** What a reader is given who reads when the life says so, and in the end everything. */
async function lived({ before, from, pageSize, queueSize, deeds }: Life): Promise<{
  readonly server: HandServer;
  readonly given: readonly PushedEvent[];
}> {
  const server = new HandServer(before, pageSize);
  const options = { queueSize, ...(from !== undefined && { from }) };
  const events = readEvents(async () => server, options);
  const given: PushedEvent[] = [];
  let reading: Promise<boolean> | null = null;
  const read = (): Promise<boolean> => {
    const next = events.next().then(({ done, value }) => {
      if (value !== undefined) given.push(value);
      reading = null;
      return done !== true;
    });
    reading = next;
    return next;
  };
  read();
  for (const deed of deeds) {
    if (deed === 'read' && reading === null) read();
    DEEDS[deed](server);
    await turn();
  }
  const rest = (async () => {
    while (await (reading ?? read()));
  })();
  await settled(server);
  server.tellGap();
  await settled(server);
  await server.close();
  await rest;
  return { server, given };
}

async function settled(server: HandServer): Promise<void> {
  do {
    server.serve();
    server.deliver();
    await turn();
  } while (!server.isQuiet);
}

/** Each revision as it was told. */
function told(given: readonly PushedEvent[]): readonly number[] {
  return given.flatMap((event) =>
    'gap' in event ? Array.from({ length: event.gap.to - event.gap.from + 1 }, (_, i) => event.gap.from + i) : [event.revision],
  );
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

describe('a reader of events', () => {
  it('who begins at a revision is given each record from there on once and in order, whatever happens in between', async () => {
    let filled = 0;
    await fc.assert(
      fc.asyncProperty(life, fc.nat(16), async (one, from) => {
        const { server, given } = await lived({ ...one, from });
        expect(given.filter((event) => 'gap' in event)).toEqual([]);
        expect(told(given)).toEqual(range(from, server.last));
        if (server.gaps > 0) filled += 1;
      }),
      { numRuns: 300 },
    );
    expect(filled).toBeGreaterThan(50);
  });

  it('who begins now is told of each revision once and in order, as a record or in a gap', async () => {
    let gaps = 0;
    await fc.assert(
      fc.asyncProperty(life, async (one) => {
        const { server, given } = await lived({ ...one, from: undefined });
        expect(told(given)).toEqual(range((server.since ?? server.last) + 1, server.last));
        if (given.some((event) => 'gap' in event)) gaps += 1;
      }),
      { numRuns: 300 },
    );
    expect(gaps).toBeGreaterThan(50);
  });

  it('is told of what the journal does not have', async () => {
    const server = new HandServer(6, 10);
    const page = { records: [record(3), record(5)], next: null } as unknown as JsonValue;
    const request = server.request.bind(server);
    server.request = (name, fields) =>
      name === 'history' ? Promise.resolve({ name, result: page, error: null }) : request(name, fields);
    const events = readEvents(async () => server, { from: 2 });
    const given = events.next();
    await settled(server);
    await server.close();
    const rest: PushedEvent[] = [];
    for await (const event of events) rest.push(event);
    expect([(await given).value, ...rest]).toEqual([
      { gap: { from: 2, to: 2 } },
      record(3),
      { gap: { from: 4, to: 4 } },
      record(5),
      { gap: { from: 6, to: 6 } },
    ]);
  });
});
