import type { JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { type ContextCodec, ContextKeeper, restoredContext } from '../../src/memory/context-keeper.js';

const HOSTS: ContextCodec<Map<string, number>> = {
  encode: (hosts) => [...hosts],
  decode: (json, given) => new Map([...given, ...(json as [string, number][])]),
};

describe('A context that is plain JSON', () => {
  it('is remembered when it has changed, once for each change, as it was then', () => {
    const context = { host: 'db-1', tried: [] as number[] };
    const keeper = new ContextKeeper(context);
    expect(keeper.takeChange()).toBeUndefined();
    context.tried.push(1);
    const taken = keeper.takeChange();
    context.tried.push(2);
    expect(taken).toEqual({ host: 'db-1', tried: [1] });
    expect(keeper.takeChange()).toEqual({ host: 'db-1', tried: [1, 2] });
    expect([keeper.takeChange(), keeper.isForgotten]).toEqual([undefined, false]);
  });

  it('is handed to actions as the very object it is', () => {
    const context = { host: 'db-1' };
    expect(new ContextKeeper(context).context).toBe(context);
  });

  it('need not be there', () => {
    const keeper = new ContextKeeper(undefined);
    expect([keeper.takeChange(), keeper.isForgotten]).toEqual([undefined, false]);
  });

  it('may be no object', () => {
    expect(new ContextKeeper('db-1').takeChange()).toBeUndefined();
    expect(new ContextKeeper(null).isForgotten).toBe(false);
  });
});

describe('A context of another kind', () => {
  it.each([new Map(), () => 1, { at: new Date(0) }, new (class Context {})()])('is not remembered: %s', (context) => {
    const keeper = new ContextKeeper(context);
    expect([keeper.takeChange(), keeper.isForgotten]).toEqual([undefined, true]);
  });

  it('that becomes plain JSON is remembered from then on, and not while it is something else', () => {
    const context: { host: string; cache?: Map<string, string> } = { host: 'db-1', cache: new Map() };
    const keeper = new ContextKeeper(context);
    expect(keeper.takeChange()).toBeUndefined();
    delete context.cache;
    expect(keeper.takeChange()).toEqual({ host: 'db-1' });
    context.cache = new Map();
    context.host = 'db-2';
    expect(keeper.takeChange()).toBeUndefined();
    delete context.cache;
    expect(keeper.takeChange()).toEqual({ host: 'db-2' });
  });

  it('is remembered by its codec', () => {
    const hosts = new Map([['db-1', 1]]);
    const keeper = new ContextKeeper(hosts, HOSTS as ContextCodec);
    expect([keeper.takeChange(), keeper.isForgotten]).toEqual([undefined, false]);
    hosts.set('db-2', 2);
    expect(keeper.takeChange()).toEqual([
      ['db-1', 1],
      ['db-2', 2],
    ]);
  });

  it('whose codec makes no JSON is refused, with the path of the culprit', () => {
    const codec: ContextCodec = { encode: () => ({ at: new Date(0) }) as never, decode: () => null };
    expect(() => new ContextKeeper({}, codec)).toThrow('got a Date at $.at.');
  });
});

describe('restoredContext', () => {
  it('is the one that was given as long as it had not changed', () => {
    const given = { host: 'db-1' };
    expect(restoredContext({}, given)).toBe(given);
    expect(restoredContext({ contextValues: [] }, given)).toBe(given);
  });

  it('is what was remembered, through the codec if there is one', () => {
    expect(restoredContext({ context: { host: 'db-2' } }, { host: 'db-1' })).toEqual({ host: 'db-2' });
    expect(restoredContext<unknown>({ context: null }, { host: 'db-1' })).toBeNull();
    expect(restoredContext({ context: [['db-2', 2]] }, new Map([['db-1', 1]]), HOSTS)).toEqual(
      new Map([
        ['db-1', 1],
        ['db-2', 2],
      ]),
    );
  });

  it('is the one that was given with what operators have put into it, which is put in once however often it is restored', () => {
    const given = { host: 'db-1', db: { port: 1 } };
    const contextValues = [
      { key: 'db.port', value: 2 },
      { key: 'db.port', value: { tcp: 3 } },
      { key: 'db.port.udp', value: 4 },
    ];
    for (let restart = 0; restart < 2; restart++) {
      expect(restoredContext({ contextValues }, given)).toBe(given);
      expect(given).toEqual({ host: 'db-1', db: { port: { tcp: 3, udp: 4 } } });
    }
  });

  it('goes through a codec that there was none of when operators put something into it', () => {
    const codec: ContextCodec<{ readonly host: string }> = {
      encode: ({ host }) => ({ host }),
      decode: (json) => json as { host: string },
    };
    expect(restoredContext({ contextValues: [{ key: 'host', value: 'db-2' }] }, { host: 'db-1' }, codec)).toEqual({
      host: 'db-2',
    });
  });

  it('is no part of the journal: what is done to it is not done there', () => {
    const context = { tried: [1] };
    const restored = restoredContext<{ tried: number[] }>({ context }, { tried: [] });
    restored.tried.push(2);
    expect(context).toEqual({ tried: [1] });
  });
});

/** What was decided about a context. */
function decided(key: string, value: JsonValue) {
  return [{ effects: [{ type: 'context', key, value } as const] }];
}

describe('What operators put into a context', () => {
  it('is read as soon as it is decided, and in the context when it is put in', () => {
    const context = { host: 'db-1' };
    const keeper = new ContextKeeper(context);
    keeper.expect(decided('db.port', 5432));
    expect([keeper.read(), context]).toEqual([{ host: 'db-1', db: { port: 5432 } }, { host: 'db-1' }]);
    keeper.put({ key: 'db.port', value: 5432 });
    expect(keeper.context).toBe(context);
    expect([keeper.read(), context]).toEqual([context, { host: 'db-1', db: { port: 5432 } }]);
    expect(keeper.sets).toBe(1);
  });

  it('is forgotten where that was taken back, and only that', () => {
    const keeper = new ContextKeeper({});
    keeper.expect(decided('a', 1));
    keeper.expect(decided('b', 2));
    keeper.forget(decided('b', 2));
    expect(keeper.read()).toEqual({ a: 1 });
    keeper.put({ key: 'a', value: 1 });
    expect(keeper.read()).toEqual({ a: 1 });
  });

  it('is no change of its own, and hides none that an attempt has made', () => {
    const context: Record<string, unknown> = { host: 'db-1' };
    const keeper = new ContextKeeper(context);
    keeper.put({ key: 'host', value: 'db-2' });
    expect(keeper.takeChange()).toBeUndefined();
    context.tried = 1;
    keeper.put({ key: 'port', value: 1 });
    expect(keeper.takeChange()).toEqual({ host: 'db-2', tried: 1, port: 1 });
    expect(keeper.takeChange()).toBeUndefined();
  });

  it('is a copy: neither changes with the other', () => {
    const value = { tcp: [1] };
    const context: Record<string, unknown> = {};
    const keeper = new ContextKeeper(context);
    keeper.put({ key: 'port', value });
    (context.port as { tcp: number[] }).tcp.push(2);
    expect(value).toEqual({ tcp: [1] });
  });

  it('is put into a copy of a frozen context', () => {
    const frozen = Object.freeze({ host: 'db-1', db: Object.freeze({ port: 1 }) });
    const keeper = new ContextKeeper(frozen);
    keeper.put({ key: 'db.port', value: 2 });
    expect(keeper.context).toEqual({ host: 'db-1', db: { port: 2 } });
    expect(frozen.db.port).toBe(1);
    expect(keeper.takeChange()).toBeUndefined();
  });

  it.each([
    { context: undefined, why: 'the trail has none' },
    { context: { at: new Date(0) }, why: 'it is no plain JSON (a Date at $.at)' },
    { context: {}, codec: { encode: () => ({}), decode: () => ({}) }, why: 'a `contextCodec` says what is remembered of it' },
  ])('cannot be read: $why', ({ context, codec, why }) => {
    expect(() => new ContextKeeper(context, codec).read()).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_NO_CONTEXT', message: expect.stringContaining(why) }),
    );
  });
});
