import { layer1Error } from '../errors.js';
import type { CancelTimer, Clock } from '../ports/clock.js';
import type { AttemptReport, Executor } from '../ports/executor.js';
import type { AttemptRef, DeliverEffect, Effect, Timer, TimerEffect } from '../trail/effects.js';
import type { TrailEvent } from '../trail/events.js';
import type { Trail } from '../trail/trail.js';

/** What an {@link EffectRunner} works with. */
export interface EffectRunnerParts {
  readonly trail: Trail;
  readonly executor: Executor;
  readonly clock: Clock;
  /** The author's context, handed to every attempt. */
  readonly context: unknown;
  /** Takes what happens in the world because of an effect. */
  readonly happened: (event: TrailEvent) => void;
}

/**
 * Carries out what the trail wants done, and hands back what happens because of it.
 *
 * E1. An effect is checked when it is carried out: by then it may be that nobody wants it any longer.
 * E2. Of an attempt nothing is heard after its end, whatever its executor says.
 */
export class EffectRunner {
  readonly #parts: EffectRunnerParts;
  /** What takes back the timers that are set, by {@link keyOf}. */
  readonly #timers = new Map<string, CancelTimer>();

  constructor(parts: EffectRunnerParts) {
    this.#parts = parts;
  }

  /** Carries out one effect. */
  run(effect: Effect): void {
    switch (effect.type) {
      case 'start':
        return this.#start(effect);
      case 'end':
        return this.#parts.executor.end(effect, effect.reason);
      case 'deliver':
        return this.#deliver(effect);
      case 'timer':
        return this.#setTimer(effect);
    }
  }

  /** Lets go of every timer. */
  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #start({ n, attempt }: AttemptRef): void {
    const { trail, executor, context } = this.#parts;
    // Interrupted between being decided and being carried out: it must not start now, and the trail waits to hear that it is gone.
    if (!trail.isUnderWay({ n, attempt })) return this.#neverStarted({ n, attempt });
    executor.start({ n, attempt, step: trail.step(n).definition, context }, this.#reportOf({ n, attempt }));
  }

  #neverStarted({ n, attempt }: AttemptRef): void {
    const { message } = layer1Error('AUTOTRAIL_ATTEMPT_OVER', { attempt, reason: 'it was interrupted before it started' });
    this.#parts.happened({ type: 'ended', n, attempt, outcome: { ok: false, error: { message } } });
  }

  #reportOf({ n, attempt }: AttemptRef): AttemptReport {
    const { trail, happened } = this.#parts;
    let isOver = false;
    return {
      output: (message) => {
        if (!isOver) trail.output(n, message);
      },
      prompt: (promptId, message, timeoutMs) => {
        if (!isOver) happened({ type: 'prompt', n, attempt, promptId, message, ...(timeoutMs !== undefined && { timeoutMs }) });
      },
      ended: (outcome) => {
        if (isOver) return;
        isOver = true;
        this.#cancelTimersOf({ n, attempt });
        happened({ type: 'ended', n, attempt, outcome });
      },
    };
  }

  #deliver(effect: DeliverEffect): void {
    const { delivery } = effect;
    if (delivery.type === 'reply') this.#cancelTimer(delivery.promptId);
    this.#parts.executor.deliver(effect, delivery);
  }

  #setTimer({ timer, at }: TimerEffect): void {
    if (!this.#isWanted(timer)) return;
    const { clock, happened } = this.#parts;
    const key = keyOf(timer);
    const fire = (): void => {
      this.#timers.delete(key);
      if (this.#isWanted(timer)) happened({ type: 'timer', timer });
    };
    this.#timers.set(key, clock.after(at - clock.now(), fire));
  }

  #isWanted(timer: Timer): boolean {
    const { trail } = this.#parts;
    if (timer.kind === 'grace') return trail.record(timer.n).ending === timer.attempt;
    return trail.prompt(timer.promptId)?.prompt.status === 'open';
  }

  #cancelTimersOf({ n, attempt }: AttemptRef): void {
    if (this.#timers.size === 0) return;
    this.#cancelTimer(keyOf({ kind: 'grace', n, attempt }));
    // Prompts of an older attempt, which was given up, are left to run out.
    for (const { id } of this.#parts.trail.record(n).prompts) this.#cancelTimer(id);
  }

  #cancelTimer(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }
}

/** Timers are told apart by what they are for. */
function keyOf(timer: Timer): string {
  return timer.kind === 'prompt' ? timer.promptId : `${timer.n}.${timer.attempt}`;
}
