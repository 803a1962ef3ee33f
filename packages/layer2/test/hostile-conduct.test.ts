import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { RawClient } from './support/raw-client.js';
import { Rig } from './support/rig.js';
import { Target } from './support/target.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();
const WIRES = [
  { title: 'on wire 1', connect: RawClient.connected, request: { name: 'list', tags: {} } },
  { title: 'on wire 2', connect: RawClient.onWire2, request: { id: 1, name: 'list' } },
];

describe.each(WIRES)('a client $title', ({ connect, request }) => {
  it('that says nothing hinders nobody, nor do two hundred of its kind', async () => {
    const target = await Target.of(host);
    const silent = await Promise.all(Array.from({ length: 200 }, () => connect(target.socketFile)));
    await target.expectUnharmed();
    expect(silent.filter(({ hasEnded }) => hasEnded)).toEqual([]);
  });

  it('that stops in the middle of a line hinders nobody', async () => {
    const target = await Target.of(host);
    const client = await connect(target.socketFile);
    client.socket.write('{"name":"skip","tags":{},"dry_run":fal');
    await target.expectUnharmed();
    client.socket.destroy();
    await target.expectUnharmed();
  });

  it('that leaves before its answer is forgotten, a hundred times over', async () => {
    const target = await Target.of(host);
    for (let i = 0; i < 100; i += 1) {
      const client = await connect(target.socketFile);
      client.send(request).socket.destroy();
    }
    await target.expectUnharmed();
  });

  it('that leaves at once is forgotten', async () => {
    const target = await Target.of(host);
    for (let i = 0; i < 100; i += 1) (await connect(target.socketFile)).socket.destroy();
    await target.expectUnharmed();
  });

  it('that shuts down its writing side is answered, and then let go', async () => {
    const target = await Target.of(host);
    const client = await connect(target.socketFile);
    client.send(request).socket.end();
    expect(await client.message()).toMatchObject({ name: 'list', error: null });
    await client.end();
    await target.expectUnharmed();
  });

  it('that ends in the middle of a line is let go unheard', async () => {
    const target = await Target.of(host);
    const client = await connect(target.socketFile);
    client.socket.end('{"id":1,"name":"skip","tags":{},"dry_run":false}');
    await client.end();
    await target.expectUnharmed();
  });

  it('that shuts down its writing side without a word is let go', async () => {
    const target = await Target.of(host);
    const client = await connect(target.socketFile);
    client.socket.end();
    await client.end();
    await target.expectUnharmed();
  });
});

describe('a client that waits', () => {
  it('and shuts down its writing side is let go', async () => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.send({ id: 1, name: 'wait' }).socket.end();
    await client.end();
    await target.expectUnharmed();
  });

  it('and leaves is forgotten', async () => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.send({ id: 1, name: 'wait' }, { id: 2, name: 'wait', until: 'failed' }).socket.destroy();
    await target.expectUnharmed();
    await target.rig.tell('runs', 'fail');
    await target.rig.until('runs', 'Paused due to failure');
    expect(await target.rig.client.status({ name: 'runs' }, { fields: ['state'] })).toEqual([{ state: 'Paused due to failure' }]);
  });
});

describe('a client that does not read its answers', () => {
  /** A running step that has put out as much as a status may hold, so that each answer is large. */
  async function talkative(): Promise<Rig> {
    const rig = await Rig.of(host, { pairs: [['talks']] });
    await rig.client.start();
    await rig.tell('talks', 'x'.repeat(250_000));
    return rig;
  }

  const request = { name: 'status', tags: {}, states: [], status_fields: ['outputMessages'] };

  it('costs the server little, and nobody else anything', async () => {
    const rig = await talkative();
    const { rss } = await host.activity();
    const client = await RawClient.onWire2(rig.socketFile);
    client.socket.pause();
    // A quarter of a gigabyte of answers, of which the server makes no more than there is room for.
    client.send(...Array.from({ length: 1_000 }, (_, id) => ({ id, ...request })));
    for (let i = 0; i < 50; i += 1) expect(await rig.states()).toEqual({ talks: 'Running' });
    expect((await host.activity()).rss - rss).toBeLessThan(64 * 1024 * 1024);
  });

  it('gets all of them when it reads after all', async () => {
    const rig = await talkative();
    const client = await RawClient.onWire2(rig.socketFile);
    client.socket.pause();
    client.send(...Array.from({ length: 40 }, (_, id) => ({ id, ...request })));
    expect(await rig.states()).toEqual({ talks: 'Running' });
    client.socket.resume();
    for (let id = 0; id < 40; id += 1) expect(await client.message()).toMatchObject({ id, error: null });
  });

  it('and leaves is forgotten', async () => {
    const rig = await talkative();
    for (const wire of WIRES) {
      const client = await wire.connect(rig.socketFile);
      client.socket.pause();
      client.send({ id: 1, ...request, status_fields: [wire.title === 'on wire 1' ? 'Output messages' : 'outputMessages'] });
      expect(await rig.states()).toEqual({ talks: 'Running' });
      client.socket.destroy();
    }
    expect(await rig.states()).toEqual({ talks: 'Running' });
  });
});

describe('a subscriber that does not read', () => {
  it('finds a gap in place of what it missed, and then what follows; others miss nothing', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const lazy = await RawClient.onWire2(rig.socketFile);
    lazy.send({ id: 1, name: 'subscribe' });
    await lazy.message();
    lazy.socket.pause();
    // Notes go into the record of an event, so each of these is 100 kB to be pushed.
    const text = 'x'.repeat(100_000);
    for (let i = 0; i < 40; i += 1) await rig.client.note(text);
    await rig.witness.until(({ revision }) => revision === 40);
    expect(rig.witness.records.map(({ revision }) => revision)).toEqual(span(1, 40));

    lazy.socket.resume();
    lazy.send({ id: 2, name: 'list' });
    const received: JsonObject[] = [];
    // Its answer comes after all that was kept for the client. Of the gap it hears with the next event.
    for (let line = await next(lazy); line.id !== 2; line = await next(lazy)) received.push(line.event as JsonObject);
    await rig.client.pause({ name: 'nobody' });
    while (received.at(-1)?.revision !== 41) received.push((await next(lazy)).event as JsonObject);

    const gaps = received.filter(isGap);
    expect(gaps).toHaveLength(1);
    const covered = received.flatMap((event) => (isGap(event) ? span(event.gap.from, event.gap.to) : [event.revision]));
    expect(covered).toEqual(span(1, 41));
  });
});

async function next(client: RawClient): Promise<JsonObject> {
  return (await client.message()) as JsonObject;
}

type Gap = { readonly gap: { readonly from: number; readonly to: number } };

function isGap(event: JsonObject): event is Gap {
  return 'gap' in event;
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
