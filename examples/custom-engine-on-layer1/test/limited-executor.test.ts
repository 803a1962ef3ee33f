import { type AttemptReport, type AttemptTask, type Delivery, type Executor, type Outcome, step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { LimitedExecutor } from '../src/limited-executor.js';

const DONE: Outcome = { ok: true, value: null };
const HELLO: Delivery = { type: 'message', message: 'hello' };
const noop = step(() => null, { name: 'noop' });

/** An executor whose attempts end when the test says so; it notes what it was asked. */
class HandExecutor implements Executor {
  readonly notes: string[] = [];
  readonly reports = new Map<number, AttemptReport>();
  /** Why answers are not taken. */
  refusal: string | null = null;

  start({ n }: AttemptTask, report: AttemptReport): void {
    this.notes.push(`start ${n}`);
    this.reports.set(n, report);
  }

  end({ n }: { n: number }): void {
    this.notes.push(`end ${n}`);
  }

  deliver({ n }: { n: number }): void {
    this.notes.push(`deliver ${n}`);
  }

  check(): string | null {
    return this.refusal;
  }

  async close(): Promise<void> {
    this.notes.push('close');
  }
}

/** An executor limited to one attempt, with the attempts 0, 1 and 2 started; `gone` says how they ended. */
function threeAttempts() {
  const inner = new HandExecutor();
  const limited = new LimitedExecutor(inner, 1);
  const gone: [number, Outcome][] = [];
  for (const n of [0, 1, 2]) {
    const ended = (outcome: Outcome): void => void gone.push([n, outcome]);
    const given = { context: null, params: {}, results: new Map(), folder: null };
    const task = { n, attempt: 1, step: noop, key: `rotation/1/${n}.1`, ...given };
    limited.start(task, { output: () => {}, prompt: () => {}, withdrawn: () => {}, survivors: () => {}, ended });
  }
  return { inner, limited, gone };
}

describe('A limited executor', () => {
  it('starts the next attempt, in order, when one has ended', () => {
    const { inner, gone } = threeAttempts();
    expect(inner.notes).toEqual(['start 0']);
    inner.reports.get(0)?.ended(DONE);
    expect(inner.notes).toEqual(['start 0', 'start 1']);
    inner.reports.get(1)?.ended(DONE);
    expect(inner.notes).toEqual(['start 0', 'start 1', 'start 2']);
    expect(gone).toEqual([
      [0, DONE],
      [1, DONE],
    ]);
  });

  it('says at once that an attempt is gone which was ended before its turn, and never starts it', () => {
    const { inner, limited, gone } = threeAttempts();
    limited.end({ n: 1, attempt: 1 }, 'operator');
    expect(gone).toEqual([[1, { ok: false, error: { message: 'It was ended before its turn had come (operator).' } }]]);
    inner.reports.get(0)?.ended(DONE);
    expect(inner.notes).toEqual(['start 0', 'start 2']);
  });

  it('keeps what comes for an attempt until its turn has come', () => {
    const { inner, limited } = threeAttempts();
    limited.deliver({ n: 1, attempt: 1 }, HELLO);
    expect(inner.notes).toEqual(['start 0']);
    inner.reports.get(0)?.ended(DONE);
    expect(inner.notes).toEqual(['start 0', 'start 1', 'deliver 1']);
  });

  it('has answers looked at by the one that makes the attempts', async () => {
    const { inner, limited } = threeAttempts();
    expect(await limited.check({ n: 0, attempt: 1 }, '0.1.1', 'any')).toBeNull();
    inner.refusal = 'It is no number.';
    expect(await limited.check({ n: 0, attempt: 1 }, '0.1.1', 'any')).toBe('It is no number.');
  });

  it('hands on what concerns an attempt that has begun, or none, and the end of all', async () => {
    const { inner, limited } = threeAttempts();
    limited.deliver({ n: 0, attempt: 1 }, HELLO);
    limited.end({ n: 0, attempt: 1 }, 'operator');
    limited.end({ n: 1, attempt: 2 }, 'operator');
    await limited.close();
    expect(inner.notes).toEqual(['start 0', 'deliver 0', 'end 0', 'end 1', 'close']);
  });
});
