import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackedContext } from '../../src/isolated/messages.js';
import { packContext, unpackContext } from '../../src/isolated/packed-context.js';
import { threadsafe } from '../../src/threadsafe.js';
import { Counter } from '../support/counter.js';

/** Through JSON, as it happens between two processes. */
function send(context: unknown): PackedContext {
  return JSON.parse(JSON.stringify(packContext(context))) as PackedContext;
}

const nobody = async (): Promise<never> => expect.fail('nothing is to be called');

describe('a context on its way', () => {
  it('arrives as it was where it is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (context) => {
        expect(unpackContext(send(context), nobody)).toEqual(JSON.parse(JSON.stringify(context)) as JsonValue);
      }),
      { seed: 7 },
    );
    expect(unpackContext(send(undefined), nobody)).toBeUndefined();
  });

  it('is a copy', () => {
    const context = { list: [1] };
    const { data } = packContext(context);
    expect(data).toEqual(context);
    expect((data as typeof context).list).not.toBe(context.list);
  });

  it('takes threadsafe properties along, and tells whom a call is for', async () => {
    const calls: unknown[] = [];
    const call = async (...given: readonly unknown[]): Promise<void> => void calls.push(given);
    const context = { host: 'db-1', one: threadsafe(new Counter()), 'two words': threadsafe(new Counter()) };
    const arrived = unpackContext(send(context), call) as typeof context;
    expect(Object.keys(arrived)).toEqual(['host', 'one', 'two words']);
    expect(arrived.host).toBe('db-1');
    await arrived.one.add(3);
    await arrived['two words'].read();
    expect(calls).toEqual([
      ['one', 'add', [3]],
      ['two words', 'read', []],
    ]);
  });

  it('may be threadsafe as a whole', async () => {
    const arrived = unpackContext(send(threadsafe(new Counter())), async (...given) => given) as Counter;
    expect(await arrived.add(3)).toEqual([null, 'add', [3]]);
  });

  it.each([
    [{ a: { b: () => {} } }, 'a function at $.a.b'],
    [{ counter: threadsafe(new Counter()), since: new Date() }, 'a Date at $.since'],
    [{ deep: { counter: threadsafe(new Counter()) } }, 'a function at $.deep.counter.increment'],
    [new Counter(), 'a Counter at $'],
    [[undefined], 'undefined at $[0]'],
  ])('stays where it is no JSON, and says where: %#', (context, place) => {
    expect(() => packContext(context)).toThrow(`Expected the context to be JSON, got ${place}.`);
  });
});
