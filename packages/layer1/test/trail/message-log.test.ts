import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEPT_AT_EACH_END, KEPT_BYTES_AT_EACH_END, MessageLog } from '../../src/trail/message-log.js';
import { survivorsOf } from '../support/garbage.js';

const size = (message: JsonValue): number => Buffer.byteLength(JSON.stringify(message));
const total = (messages: readonly JsonValue[]): number => messages.reduce<number>((sum, message) => sum + size(message), 0);

/** What is kept, worked out from all messages at once. */
function naive(messages: readonly JsonValue[]): readonly JsonValue[] {
  const fits = (part: readonly JsonValue[]) => part.length <= KEPT_AT_EACH_END && total(part) <= KEPT_BYTES_AT_EACH_END;
  let head = 0;
  while (head < messages.length && fits(messages.slice(0, head + 1))) head += 1;
  let tail = Math.max(head, messages.length - 1);
  while (tail > head && fits(messages.slice(tail - 1))) tail -= 1;
  const gap = tail > head ? [`(${tail - head} messages left out)`] : [];
  return [...messages.slice(0, head), ...gap, ...messages.slice(tail)];
}

function logOf(messages: readonly JsonValue[]): MessageLog {
  const log = new MessageLog();
  for (const message of messages) log.push(message);
  return log;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** A message so long that the limits in bytes are met after a few. */
const longMessages = fc.integer({ min: 0, max: 2 * KEPT_BYTES_AT_EACH_END }).map((length) => 'x'.repeat(length));
const messages = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<JsonValue>('line', '', null, 0, { a: [1] }, 'ä€😀') },
  { weight: 1, arbitrary: longMessages },
);

describe('MessageLog', () => {
  it('keeps everything while there is little', () => {
    const log = logOf(['one', { two: 2 }, null]);
    expect(log.all()).toEqual(['one', { two: 2 }, null]);
    expect(log.newest).toBeNull();
    expect(new MessageLog().all()).toEqual([]);
    expect(new MessageLog().newest).toBeUndefined();
  });

  it('keeps the first and the last 1,000 messages and says how many were left out between them', () => {
    expect(logOf(numbers(2_000)).all()).toEqual(numbers(2_000));
    const all = logOf(numbers(12_345)).all();
    expect(all).toHaveLength(2_001);
    expect(all.slice(0, 1_000)).toEqual(numbers(1_000));
    expect(all[1_000]).toBe('(10345 messages left out)');
    expect(all.slice(1_001)).toEqual(numbers(12_345).slice(-1_000));
  });

  it('keeps at most 256 KiB of either, counted in bytes', () => {
    const long = 'ä'.repeat(50 * 1_024);
    const all = logOf(Array(10).fill(long)).all();
    expect(all).toEqual([long, long, '(6 messages left out)', long, long]);
  });

  it('always keeps the newest message, however long it is, and no other that does not fit', () => {
    const huge = 'x'.repeat(10 * KEPT_BYTES_AT_EACH_END);
    expect(logOf([huge]).all()).toEqual([huge]);
    const log = logOf(['first', huge, 'x', huge]);
    expect(log.all()).toEqual(['first', '(2 messages left out)', huge]);
    expect(log.newest).toBe(huge);
    log.push('last');
    expect(log.all()).toEqual(['first', '(3 messages left out)', 'last']);
    expect(logOf([huge, 'last']).all()).toEqual(['(1 messages left out)', 'last']);
  });

  it('is the same as working it out from all messages at once', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 60, size: 'max' }), (all) => {
        const log = new MessageLog();
        for (const [index, message] of all.entries()) {
          log.push(message);
          expect(log.newest).toEqual(message);
          if (index % 20 === 19 || index === all.length - 1) expect(log.all()).toEqual(naive(all.slice(0, index + 1)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is the same also for thousands of short messages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), (count) => {
        expect(logOf(numbers(count)).all()).toEqual(naive(numbers(count)));
      }),
      { numRuns: 10 },
    );
  });

  it('has forks that know nothing of each other', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 30 }), fc.array(messages, { maxLength: 30 }), (before, after) => {
        const log = logOf(before);
        const [first, second] = [log.fork(), log.fork()];
        for (const message of after) first.push(message);
        for (const message of after.toReversed()) second.push(message);
        expect(log.all()).toEqual(naive(before));
        expect(first.all()).toEqual(naive([...before, ...after]));
        expect(second.all()).toEqual(naive([...before, ...after.toReversed()]));
      }),
      { numRuns: 50 },
    );
  });

  it('lets go of what it leaves out', async () => {
    const log = logOf(Array(2 * KEPT_AT_EACH_END).fill('x'));
    const long = 'x'.repeat(KEPT_BYTES_AT_EACH_END / 2);
    const pushed: WeakRef<object>[] = [];
    for (let i = 0; i < KEPT_AT_EACH_END - 1; i++) {
      const message = { i, long };
      pushed.push(new WeakRef(message));
      log.push(message);
    }
    expect((await survivorsOf(pushed)).length).toBeLessThan(3);
    expect(log.newest).toMatchObject({ i: KEPT_AT_EACH_END - 2 });
  });
});
