import { type JsonObject, type JsonValue, messageOf } from '@autotrail/core';
import type { Outcome } from '../action.js';
import { layer1Error } from '../errors.js';
import type { ContextKeeper } from '../memory/context-keeper.js';
import type { TrailMemory } from '../memory/trail-memory.js';
import type { CancelTimer, Clock } from '../ports/clock.js';
import type { AttemptReport, AttemptTask, Executor } from '../ports/executor.js';
import { maskJson } from '../secrets/registry.js';
import type { AttemptFate } from '../trail/attempt-fate.js';
import type { AttemptRef, DeliverEffect, Effect, Timer, TimerEffect } from '../trail/effects.js';
import type { EndedEvent, TrailEvent } from '../trail/events.js';
import { resultsFor } from '../trail/results.js';
import type { Trail } from '../trail/trail.js';

/** What an {@link EffectRunner} works with. */
export interface EffectRunnerParts {
  readonly trail: Trail;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly memory: TrailMemory;
  /** The author's context, handed to every attempt. */
  readonly context: ContextKeeper;
  /** What the run was given to go by, handed to every attempt. */
  readonly params: JsonObject;
  /** What the keys of attempts begin with. */
  readonly key: string;
  /** Where an attempt may keep files. */
  readonly attemptFolder: ((attempt: AttemptRef) => string) | undefined;
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
  /** Output that came before anybody was ready for it; null from then on. */
  #early: (() => void)[] | null = [];

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
      case 'context':
        return this.#parts.context.put(effect);
    }
  }

  /** Looks for what is left of an attempt of an owner before. What is found to go on is heard from {@link begin} on. */
  async recover({ n, attempt }: AttemptRef): Promise<AttemptRef & AttemptFate> {
    const report = this.#reportOf({ n, attempt });
    const { attempt: newest, prompts } = this.#parts.trail.record(n);
    const task = { ...this.#taskOf({ n, attempt }), prompts: attempt === newest ? prompts : [], isOver: false };
    const fate = await this.#parts.executor.recover?.(task, report);
    return { n, attempt, ...(fate ?? { fate: 'lost' }) };
  }

  /** Looks for what is left of an attempt that was over when its server was lost: it is shown, and left alone. */
  async lookAfter({ n, attempt }: AttemptRef): Promise<void> {
    const { trail, executor } = this.#parts;
    const report = this.#reportOf({ n, attempt });
    const found = await executor.recover?.({ ...this.#taskOf({ n, attempt }), prompts: [], isOver: true }, report);
    // Where nobody can look, what was shown goes on being shown.
    if (found === undefined) return;
    const told = trail.record(n).survivors.filter((survivor) => survivor.attempt === attempt);
    // One whose start nobody knows cannot be known again: that it was not found says nothing.
    const unknown = told.filter(({ startTime }) => startTime === null);
    const processes = [...(found.fate === 'left behind' ? found.processes : []), ...unknown];
    if (processes.length > 0 || told.length > 0) report.survivors(processes);
  }

  /** Takes in what attempts have put out since they were recovered, and all that they put out from now on. */
  begin(): void {
    for (const output of this.#early?.splice(0) ?? []) output();
    this.#early = null;
  }

  /** Lets go of every timer. */
  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #start({ n, attempt }: AttemptRef): void {
    const { trail, executor } = this.#parts;
    // Interrupted between being decided and being carried out: it must not start now, and the trail waits to hear that it is gone.
    if (!trail.isUnderWay({ n, attempt })) return this.#neverStarted({ n, attempt });
    executor.start(this.#taskOf({ n, attempt }), this.#reportOf({ n, attempt }));
  }

  #taskOf({ n, attempt }: AttemptRef): AttemptTask {
    const { trail, context, params, key, attemptFolder } = this.#parts;
    const folder = attemptFolder?.({ n, attempt }) ?? null;
    const step = trail.step(n).definition;
    const results = resultsFor(trail, n);
    return { n, attempt, step, context: context.context, params, results, key: `${key}/${n}.${attempt}`, folder };
  }

  #output({ n, attempt }: AttemptRef, message: JsonValue): void {
    const masked = maskJson(message);
    this.#parts.trail.output(n, masked);
    this.#parts.memory.write({ n, attempt }, masked);
  }

  #neverStarted({ n, attempt }: AttemptRef): void {
    const { message } = layer1Error('AUTOTRAIL_ATTEMPT_OVER', { attempt, reason: 'it was interrupted before it started' });
    this.#parts.happened({ type: 'ended', n, attempt, outcome: { ok: false, error: { message } } });
  }

  #reportOf({ n, attempt }: AttemptRef): AttemptReport {
    const { happened } = this.#parts;
    let isOver = false;
    return {
      output: (message) => {
        if (isOver) return;
        if (this.#early === null) this.#output({ n, attempt }, message);
        else this.#early.push(() => this.#output({ n, attempt }, message));
      },
      prompt: (promptId, message, terms) => {
        if (!isOver) happened({ type: 'prompt', n, attempt, promptId, message, ...terms });
      },
      withdrawn: (promptId) => {
        if (!isOver) happened({ type: 'withdrawn', n, attempt, promptId });
      },
      survivors: (processes) => happened({ type: 'survivors', n, attempt, processes }),
      ended: (outcome) => {
        if (isOver) return;
        isOver = true;
        this.#cancelTimersOf({ n, attempt });
        happened(this.#ended({ n, attempt }, outcome));
      },
    };
  }

  #ended({ n, attempt }: AttemptRef, outcome: Outcome): EndedEvent {
    try {
      const { sets: contextSets } = this.#parts.context;
      const context = this.#parts.memory.isKept ? this.#parts.context.takeChange() : undefined;
      const included = { ...(context !== undefined && { context, ...(contextSets > 0 && { contextSets }) }) };
      return { type: 'ended', n, attempt, outcome, ...included };
    } catch (error) {
      // What it made of the context cannot be remembered: that is no success, and must not end the server.
      return { type: 'ended', n, attempt, outcome: { ok: false, error: { message: messageOf(error) } } };
    }
  }

  #deliver(effect: DeliverEffect): void {
    const { delivery } = effect;
    if (delivery.type === 'reply') this.#cancelTimersOfPrompt(delivery.promptId);
    this.#parts.executor.deliver(effect, delivery);
  }

  #setTimer({ timer, at }: TimerEffect): void {
    const { trail, clock, happened } = this.#parts;
    if (!trail.isAwaited(timer)) return;
    const key = keyOf(timer);
    const fire = (): void => {
      this.#timers.delete(key);
      // Whether it is awaited is not asked here: what made it needless may not be durable yet, and be taken back.
      happened({ type: 'timer', timer });
    };
    // A step that is made to wait once more waits until then only.
    this.#cancelTimer(key);
    this.#timers.set(key, clock.after(at - clock.now(), fire));
  }

  #cancelTimersOf({ n, attempt }: AttemptRef): void {
    if (this.#timers.size === 0) return;
    this.#cancelTimer(keyOf({ kind: 'grace', n, attempt }));
    this.#cancelTimer(keyOf({ kind: 'attempt', n, attempt }));
    // Prompts of an older attempt, which was given up, are left to run out.
    for (const { id } of this.#parts.trail.record(n).prompts) this.#cancelTimersOfPrompt(id);
  }

  #cancelTimersOfPrompt(promptId: string): void {
    this.#cancelTimer(keyOf({ kind: 'prompt', promptId }));
    this.#cancelTimer(keyOf({ kind: 'reminder', promptId }));
  }

  #cancelTimer(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }
}

/** Timers are told apart by what they are for: a step waits for one thing at a time. */
function keyOf(
  timer:
    | Pick<Extract<Timer, { promptId: string }>, 'kind' | 'promptId'>
    | (AttemptRef & { readonly kind: 'grace' | 'attempt' | 'wait' }),
): string {
  if ('promptId' in timer) return `${timer.kind} ${timer.promptId}`;
  return timer.kind === 'wait' ? `wait ${timer.n}` : `${timer.kind} ${timer.n}.${timer.attempt}`;
}
