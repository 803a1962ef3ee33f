import { describe, expect, it } from 'vitest';
import { endGroup } from '../../src/process/end-group.js';
import type { LaunchedGroup } from '../../src/process/launcher.js';

/** A group that is gone after a certain signal. */
class FakeGroup implements LaunchedGroup {
  readonly id = 0;
  readonly signals: string[] = [];
  readonly #fatalSignal: string;
  #die: () => void = () => {};
  readonly #gone = new Promise<void>((resolve) => {
    this.#die = resolve;
  });

  constructor(fatalSignal: string) {
    this.#fatalSignal = fatalSignal;
  }

  signal(signal: string): void {
    this.signals.push(signal);
    if (signal === this.#fatalSignal) this.#die();
  }

  isAlive(): boolean {
    return !this.signals.includes(this.#fatalSignal);
  }

  gone(): Promise<void> {
    return this.#gone;
  }
}

const NEVER_MS = 24 * 60 * 60 * 1_000;

describe('endGroup', () => {
  it.each([
    { fatal: 'SIGINT', delays: { terminateMs: NEVER_MS, killMs: NEVER_MS }, signals: ['SIGINT'] },
    { fatal: 'SIGTERM', delays: { terminateMs: 0, killMs: NEVER_MS }, signals: ['SIGINT', 'SIGTERM'] },
    { fatal: 'SIGKILL', delays: { terminateMs: 0, killMs: 0 }, signals: ['SIGINT', 'SIGTERM', 'SIGKILL'] },
  ])('ends a group that heeds $fatal with $signals and no more', async ({ fatal, delays, signals }) => {
    const group = new FakeGroup(fatal);
    await endGroup(group, delays);
    expect(group.signals).toEqual(signals);
    expect(group.isAlive()).toBe(false);
  });
});
