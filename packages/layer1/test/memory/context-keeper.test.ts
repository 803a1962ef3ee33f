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
    expect(restoredContext(undefined, given)).toBe(given);
  });

  it('is what was remembered, through the codec if there is one', () => {
    expect(restoredContext({ host: 'db-2' }, { host: 'db-1' })).toEqual({ host: 'db-2' });
    expect(restoredContext<unknown>(null, { host: 'db-1' })).toBeNull();
    expect(restoredContext([['db-2', 2]], new Map([['db-1', 1]]), HOSTS)).toEqual(
      new Map([
        ['db-1', 1],
        ['db-2', 2],
      ]),
    );
  });
});
