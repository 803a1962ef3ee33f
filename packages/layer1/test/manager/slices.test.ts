import { describe, expect, it, vi } from 'vitest';
import { Deferred } from '../../src/deferred.js';
import { Slices } from '../../src/manager/slices.js';
import { quiet, useSlicesOfOne } from '../support/manager-rig.js';

type Answer = boolean | Promise<boolean>;

/** Slices whose work is noted; how often it was asked decides what it answers. */
function slicesOf(work: (time: number) => Answer): { readonly slices: Slices; readonly noted: string[] } {
  const noted: string[] = [];
  let times = 0;
  const slices = new Slices({
    work: () => {
      times += 1;
      noted.push(`work ${times}`);
      return work(times);
    },
    onCrash: (error) => noted.push(`crash ${(error as Error).message}`),
  });
  return { slices, noted };
}

const never = (): boolean => false;

describe('waking', () => {
  it('is not needed at first: nothing is asked by itself', async () => {
    const { noted } = slicesOf(never);
    await quiet();
    expect(noted).toEqual([]);
  });

  it('does nothing before the one who wakes has finished, and then asks once, however often it was done', async () => {
    const { slices, noted } = slicesOf(never);
    for (let i = 0; i < 5; i++) slices.wake();
    expect(noted).toEqual([]);
    await quiet();
    expect(noted).toEqual(['work 1']);
  });

  it('asks again while there is more, then sleeps until the next time', async () => {
    const { slices, noted } = slicesOf((time) => time < 3);
    slices.wake();
    await quiet();
    expect(noted).toEqual(['work 1', 'work 2', 'work 3']);
    await quiet();
    expect(noted).toHaveLength(3);
    slices.wake();
    await quiet();
    expect(noted).toHaveLength(4);
  });

  it('during the work is not lost', async () => {
    const noted: string[] = [];
    const slices: Slices = new Slices({
      work: () => {
        noted.push('work');
        if (noted.length === 1) slices.wake();
        return false;
      },
      onCrash: () => undefined,
    });
    slices.wake();
    await quiet();
    expect(noted).toEqual(['work', 'work']);
  });

  it('during work that is waited for is not lost, and does not begin it a second time meanwhile', async () => {
    const durable = new Deferred<boolean>();
    const { slices, noted } = slicesOf((time) => time === 1 && durable.promise);
    slices.wake();
    await quiet();
    slices.wake();
    await quiet();
    expect(noted).toEqual(['work 1']);
    durable.resolve(false);
    await quiet();
    expect(noted).toEqual(['work 1', 'work 2']);
  });
});

describe('a slice', () => {
  it('that is used up lets sockets and timers have their turn before the next bit of work', async () => {
    useSlicesOfOne();
    const { slices, noted } = slicesOf((time) => time < 3);
    slices.wake();
    const each = (): void => {
      noted.push('a turn of the event loop');
      if (noted.length < 8) setImmediate(each);
    };
    setImmediate(each);
    await quiet();
    expect(noted.filter((note, i) => note.startsWith('work') && noted[i + 1]?.startsWith('work'))).toEqual([]);
    expect(noted.filter((note) => note.startsWith('work'))).toHaveLength(3);
  });

  it('that is not used up goes on at once', async () => {
    const spy = vi.spyOn(performance, 'now').mockReturnValue(1);
    const { slices, noted } = slicesOf((time) => time < 3);
    slices.wake();
    await new Promise((resolve) => setImmediate(resolve));
    setImmediate(() => noted.push('a turn of the event loop'));
    await quiet();
    spy.mockRestore();
    expect(noted).toEqual(['work 1', 'work 2', 'work 3', 'a turn of the event loop']);
  });

  it('also bounds work that is woken from microtask to microtask', async () => {
    let now = 0;
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 0.5;
      return now;
    });
    let works = 0;
    let worksAtTurn: number | undefined;
    const slices: Slices = new Slices({
      work: () => {
        works += 1;
        if (works < 1_000) queueMicrotask(() => slices.wake());
        return false;
      },
      onCrash: () => undefined,
    });
    slices.wake();
    setImmediate(() => setImmediate(() => (worksAtTurn = works)));
    while (works < 1_000) await quiet();
    spy.mockRestore();
    expect(worksAtTurn).toBeLessThan(20);
  });
});

describe('a crash', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('bad');
      },
    ],
    ['rejects', () => Promise.reject(new Error('bad'))],
  ])('of work that %s is told once, and work is never asked again', async (_, fail: () => Answer) => {
    const { slices, noted } = slicesOf((time) => (time === 2 ? fail() : true));
    slices.wake();
    await quiet();
    slices.wake();
    await quiet();
    expect(noted).toEqual(['work 1', 'work 2', 'crash bad']);
  });
});

describe('stop', () => {
  it('ends the work for good, between two bits of it too', async () => {
    const noted: string[] = [];
    const slices: Slices = new Slices({
      work: () => {
        noted.push('work');
        slices.stop();
        return true;
      },
      onCrash: () => undefined,
    });
    slices.wake();
    await quiet();
    slices.wake();
    await quiet();
    expect(noted).toEqual(['work']);
  });

  it('also keeps back work that was woken already', async () => {
    const { slices, noted } = slicesOf(never);
    slices.wake();
    slices.stop();
    await quiet();
    expect(noted).toEqual([]);
  });
});
