import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageQueue } from '../../src/executor/message-queue.js';
import { quiet } from '../support/manager-rig.js';

async function readAll(queue: MessageQueue): Promise<readonly JsonValue[]> {
  const read: JsonValue[] = [];
  for await (const message of queue) read.push(message);
  return read;
}

describe('MessageQueue', () => {
  it('hands over what was pushed before it is read, then ends', async () => {
    const queue = new MessageQueue();
    for (const message of ['a', null, 0, false, '']) queue.push(message);
    queue.end();
    expect(await readAll(queue)).toEqual(['a', null, 0, false, '']);
  });

  it('lets its reader wait for what is pushed later', async () => {
    const queue = new MessageQueue();
    const read = readAll(queue);
    queue.push('a');
    await quiet();
    queue.push('b');
    queue.end();
    expect(await read).toEqual(['a', 'b']);
  });

  it('ends for those who read after its end, and for those who wait when it ends', async () => {
    const queue = new MessageQueue();
    const waiting = [readAll(queue), readAll(queue)];
    await quiet();
    queue.end();
    queue.end();
    expect(await Promise.all(waiting)).toEqual([[], []]);
    expect(await readAll(queue)).toEqual([]);
  });

  it('ignores what comes after its end', async () => {
    const queue = new MessageQueue();
    queue.end();
    queue.push('late');
    expect(await readAll(queue)).toEqual([]);
  });

  it('goes on where a reader left off that stopped reading', async () => {
    const queue = new MessageQueue();
    for (const message of [1, 2, 3]) queue.push(message);
    queue.end();
    for await (const message of queue) if (message === 2) break;
    expect(await readAll(queue)).toEqual([3]);
  });

  it('hands every message to one reader, in order, whatever is pushed and asked for in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 50 }), async (pushes) => {
        const queue = new MessageQueue();
        const reader = queue[Symbol.asyncIterator]();
        const reads: Promise<IteratorResult<JsonValue, undefined>>[] = [];
        let pushed = 0;
        for (const isPush of pushes) {
          if (isPush) queue.push(pushed++);
          else reads.push(reader.next());
        }
        queue.end();
        const results = await Promise.all(reads);
        const expected = reads.map((_, i) => (i < pushed ? { done: false, value: i } : { done: true, value: undefined }));
        expect(results).toEqual(expected);
      }),
    );
  });
});
