import type { JournalRecord, PushedEvent } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PushQueue } from '../src/push-queue.js';

function record(revision: number): JournalRecord {
  return { revision, epoch: 1, at: 0, event: { type: 'shutdown' }, changes: [] };
}

function gap(from: number, to: number): PushedEvent {
  return { gap: { from, to } };
}

/** All that a queue holds. */
async function emptied(queue: PushQueue): Promise<readonly PushedEvent[]> {
  queue.end();
  const events: PushedEvent[] = [];
  for (let event = await queue.take(); event !== null; event = await queue.take()) events.push(event);
  return events;
}

describe('a queue of pushes', () => {
  it('gives what was pushed in order, and ends when that was taken', async () => {
    const queue = new PushQueue(10);
    for (const revision of [1, 2, 3]) queue.add(record(revision));
    expect(await emptied(queue)).toEqual([record(1), record(2), record(3)]);
    expect(await queue.take()).toBeNull();
  });

  it('has one who is quicker wait, for what comes or for the end', async () => {
    const queue = new PushQueue(1);
    const first = queue.take();
    queue.add(record(1));
    expect(await first).toEqual(record(1));
    const second = queue.take();
    queue.end();
    expect(await second).toBeNull();
  });

  it('holds just so many records; what comes then is one gap, until there is room again', async () => {
    const queue = new PushQueue(2);
    for (const revision of [1, 2, 3, 4]) queue.add(record(revision));
    queue.add(gap(5, 7));
    expect(await queue.take()).toEqual(record(1));
    for (const revision of [8, 9]) queue.add(record(revision));
    expect(await emptied(queue)).toEqual([record(2), gap(3, 7), record(8), gap(9, 9)]);
  });

  it('says that something was missed as soon as what came before was taken', async () => {
    const queue = new PushQueue(1);
    for (const revision of [1, 2]) queue.add(record(revision));
    expect([await queue.take(), await queue.take()]).toEqual([record(1), gap(2, 2)]);
  });

  it('gives nothing more when the signal has aborted, whatever it holds', async () => {
    const queue = new PushQueue(1);
    const enough = new AbortController();
    const waiting = queue.take(enough.signal);
    enough.abort(new Error('enough'));
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', cause: enough.signal.reason });
    queue.add(record(1));
    await expect(queue.take(enough.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await queue.take()).toEqual(record(1));
  });

  it('tells of every revision once and in order, and holds no more than it may, however it is read', async () => {
    const pushes = fc.array(fc.record({ gap: fc.nat(3), takes: fc.nat(2) }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), pushes, async (size, steps) => {
        const queue = new PushQueue(size);
        let last = 0;
        let next = 1;
        const check = (event: PushedEvent): void => {
          const [from, to] = 'gap' in event ? [event.gap.from, event.gap.to] : [event.revision, event.revision];
          expect([from, to >= from]).toEqual([next, true]);
          next = to + 1;
        };
        for (const step of steps) {
          if (step.gap > 0) queue.add(gap(last + 1, last + step.gap));
          last += step.gap + 1;
          queue.add(record(last));
          for (let i = 0; i < step.takes && next <= last; i += 1) check((await queue.take()) as PushedEvent);
        }
        const rest = await emptied(queue);
        expect(rest.filter((event) => !('gap' in event)).length).toBeLessThanOrEqual(size);
        for (const event of rest) check(event);
        expect(next).toBe(last + 1);
      }),
    );
  });
});
