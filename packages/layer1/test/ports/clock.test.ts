import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ManualClock, systemClock } from '../../src/ports/clock.js';
import { codeOf } from '../support/manager-rig.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 5_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells this computer's time", () => {
    expect(systemClock.now()).toBe(5_000);
  });

  it('calls back once, after the delay, and never before it returns', () => {
    const called: number[] = [];
    systemClock.after(100, () => called.push(systemClock.now()));
    systemClock.after(0, () => called.push(systemClock.now()));
    systemClock.after(-50, () => called.push(systemClock.now()));
    expect(called).toEqual([]);
    vi.advanceTimersByTime(99);
    expect(called).toEqual([5_000, 5_000]);
    vi.advanceTimersByTime(1_000_000);
    expect(called).toEqual([5_000, 5_000, 5_100]);
  });

  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 30 * DAY_MS, 400 * DAY_MS, DAY_MS, DAY_MS + 1])(
    'waits %d ms to the millisecond, though a timer of Node fires at once beyond 24.8 days',
    (delayMs) => {
      let calls = 0;
      systemClock.after(delayMs, () => {
        calls += 1;
      });
      vi.advanceTimersByTime(delayMs - 1);
      expect(calls).toBe(0);
      vi.advanceTimersByTime(1);
      expect(calls).toBe(1);
      vi.advanceTimersByTime(2 * DAY_MS);
      expect(calls).toBe(1);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('takes a timer back, in its first slice of a day and in later ones, and as often as asked', () => {
    for (const waited of [0, DAY_MS + 5, 3 * DAY_MS]) {
      let calls = 0;
      const cancel = systemClock.after(10 * DAY_MS, () => {
        calls += 1;
      });
      vi.advanceTimersByTime(waited);
      cancel();
      cancel();
      expect(vi.getTimerCount()).toBe(0);
      vi.advanceTimersByTime(20 * DAY_MS);
      expect(calls).toBe(0);
    }
  });

  it('takes nothing back from a timer that has fired', () => {
    const cancel = systemClock.after(1, () => undefined);
    vi.advanceTimersByTime(1);
    expect(cancel).not.toThrow();
  });
});

describe('ManualClock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock(500);
    let calls = 0;
    clock.after(0, () => {
      calls += 1;
    });
    expect([clock.now(), clock.nextAt, calls]).toEqual([500, 500, 0]);
    clock.advance(0);
    expect([clock.now(), clock.nextAt, calls]).toEqual([500, null, 1]);
  });

  it('begins at the epoch unless told otherwise', () => {
    expect(new ManualClock().now()).toBe(0);
  });

  it('shows each callback the time it was set for, and fires those of the same time in the order they were set', () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    clock.after(20, () => fired.push(`c ${clock.now()}`));
    clock.after(10, () => fired.push(`a ${clock.now()}`));
    clock.after(10, () => fired.push(`b ${clock.now()}`));
    clock.after(21, () => fired.push('d'));
    clock.advance(20);
    expect(fired).toEqual(['a 10', 'b 10', 'c 20']);
    expect(clock.nextAt).toBe(21);
  });

  it('fires timers that are set meanwhile, if they become due', () => {
    const clock = new ManualClock();
    const fired: number[] = [];
    const again = (): void => {
      fired.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(fired).toEqual([10, 20, 30]);
    expect([clock.now(), clock.nextAt]).toEqual([35, 40]);
  });

  it('has a timer waiting twice if the same callback was set twice', () => {
    const clock = new ManualClock();
    let calls = 0;
    const count = (): void => {
      calls += 1;
    };
    const cancel = clock.after(5, count);
    clock.after(5, count);
    cancel();
    cancel();
    clock.advance(5);
    expect(calls).toBe(1);
  });

  it('never goes back, though a callback lets time pass by itself', () => {
    const clock = new ManualClock();
    const seen: number[] = [];
    clock.after(1, () => clock.advance(100));
    clock.after(50, () => seen.push(clock.now()));
    clock.advance(10);
    expect([clock.now(), ...seen]).toEqual([101, 50]);
  });

  it.each([-1, Number.NaN, undefined])('refuses to be moved by %s, and stays where it is', async (byMs) => {
    const clock = new ManualClock(7);
    clock.after(0, () => expect.unreachable());
    expect(await codeOf((async () => clock.advance(byMs as number))())).toBe('AUTOTRAIL_BAD_OPTION');
    expect(clock.now()).toBe(7);
  });

  it('fires twenty thousand timers of one moment', () => {
    const clock = new ManualClock();
    let calls = 0;
    for (let i = 0; i < 20_000; i++) {
      clock.after(10_000, () => {
        calls += 1;
      });
    }
    clock.advance(10_000);
    expect(calls).toBe(20_000);
  });

  type Move =
    | { readonly type: 'set'; readonly delayMs: number }
    | { readonly type: 'cancel'; readonly which: number }
    | { readonly type: 'advance'; readonly byMs: number };

  const moves: fc.Arbitrary<Move> = fc.oneof(
    fc.record({ type: fc.constant('set' as const), delayMs: fc.integer({ min: -5, max: 30 }) }),
    fc.record({ type: fc.constant('cancel' as const), which: fc.nat(20) }),
    fc.record({ type: fc.constant('advance' as const), byMs: fc.nat(15) }),
  );

  it('fires what a list that is sorted anew for every look would fire, at the same times, in the same order', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 60 }), (played) => {
        const clock = new ManualClock();
        const cancels: (() => void)[] = [];
        const fired: string[] = [];
        let model: { readonly id: number; readonly at: number }[] = [];
        let now = 0;
        const expected: string[] = [];
        for (const move of played) {
          if (move.type === 'set') {
            const id = cancels.length;
            model.push({ id, at: now + Math.max(move.delayMs, 0) });
            cancels.push(clock.after(move.delayMs, () => fired.push(`${id} at ${clock.now()}`)));
          } else if (move.type === 'cancel') {
            cancels[move.which]?.();
            model = model.filter(({ id }) => id !== move.which);
          } else {
            now += move.byMs;
            const due = model.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.id - b.id);
            expected.push(...due.map(({ id, at }) => `${id} at ${at}`));
            model = model.filter(({ at }) => at > now);
            clock.advance(move.byMs);
          }
          expect(fired).toEqual(expected);
          expect(clock.now()).toBe(now);
          expect(clock.nextAt).toBe(model.length === 0 ? null : Math.min(...model.map(({ at }) => at)));
        }
      }),
    );
  });
});
