import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue } from '../src/queue.js';
import { survivorsOf } from './support/garbage.js';

describe('Queue', () => {
  it('is empty at first, and answers undefined then', () => {
    const queue = new Queue<number>();
    expect(queue.size).toBe(0);
    expect(queue.shift()).toBeUndefined();
    expect(queue.size).toBe(0);
  });

  it('gives out what is undefined like anything else', () => {
    const queue = new Queue<undefined>();
    queue.push(undefined);
    expect(queue.size).toBe(1);
    queue.shift();
    expect(queue.size).toBe(0);
  });

  it('does what an array does with push and shift', () => {
    // A number is pushed, `null` takes one out.
    const work = fc.array(fc.option(fc.nat(), { freq: 2 }), { maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(work, (operations) => {
        const queue = new Queue<number>();
        const model: number[] = [];
        for (const operation of operations) {
          if (operation === null) expect(queue.shift()).toBe(model.shift());
          else {
            queue.push(operation);
            model.push(operation);
          }
          expect(queue.size).toBe(model.length);
        }
        while (model.length > 0) expect(queue.shift()).toBe(model.shift());
        expect(queue.shift()).toBeUndefined();
      }),
    );
  });

  it('lets go of what was taken, also where it is never empty', async () => {
    const queue = new Queue<object>();
    const taken: WeakRef<object>[] = [];
    queue.push({});
    for (let i = 0; i < 1_000; i++) {
      queue.push({});
      taken.push(new WeakRef(queue.shift() as object));
    }
    expect(queue.size).toBe(1);
    expect((await survivorsOf(taken)).length).toBeLessThan(3);
  });
});
