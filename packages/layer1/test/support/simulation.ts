import type { JsonObject } from '@autotrail/core';
import type { Outcome } from '../../src/action.js';
import { type HandledCall, handleApiCall } from '../../src/api/handle-api-call.js';
import { type StateTransformation, transformedSteps } from '../../src/memory/state-transformation.js';
import type { AttemptFate } from '../../src/trail/attempt-fate.js';
import type { AttemptRef, Effect, TimerEffect } from '../../src/trail/effects.js';
import type { TrailEvent } from '../../src/trail/events.js';
import type { Applied, Trail } from '../../src/trail/trail.js';
import type { Operation } from './random-operations.js';
import { resumed } from './resuming.js';

type SetTimer = Pick<TimerEffect, 'timer' | 'at'>;
type CallOperation = Extract<Operation, { readonly type: 'call' }>;

/** What watches a simulation. */
export interface Watcher {
  /** Is told of every event. */
  applied?(applied: Applied): void;
  /** Is told of every call before it is made. */
  calling?(request: JsonObject, operation: CallOperation): void;
  /** Is told of every call that was answered. */
  called?(request: JsonObject, handled: HandledCall): void;
}

/** A world in which operations happen to a trail: it makes attempts, asks, and keeps time. The same operations give the same events. */
export class Simulation {
  readonly trail: Trail;
  /** Attempts that are alive, wanted or not. */
  readonly alive: AttemptRef[] = [];
  readonly #watcher: Watcher;
  readonly #gone: AttemptRef[] = [];
  readonly #promptIds: string[] = [];
  readonly #timers: SetTimer[] = [];
  #now = 1_000;

  constructor(trail: Trail, watcher: Watcher = {}, copyOf?: Simulation) {
    this.trail = trail;
    this.#watcher = watcher;
    if (copyOf === undefined) return;
    this.alive.push(...copyOf.alive);
    this.#gone.push(...copyOf.#gone);
    this.#promptIds.push(...copyOf.#promptIds);
    this.#timers.push(...copyOf.#timers);
    this.#now = copyOf.#now;
  }

  /** The same world around a fork of the trail. */
  fork(): Simulation {
    return new Simulation(this.trail.fork(), {}, this);
  }

  perform(operations: readonly Operation[]): void {
    for (const operation of operations) this.#perform(operation);
  }

  /** The server is lost, and the trail is taken up again: `fateOf` says what is left of each attempt, by its place among them. */
  restart(fateOf: (place: number) => AttemptFate, transformation: StateTransformation = {}): void {
    let place = 0;
    const found = resumed(this.trail, () => fateOf(place++));
    const kept = found.attempts.filter(({ fate }) => fate === 'kept');
    const event = { ...found, transformed: transformedSteps(this.trail, transformation, kept) };
    for (const { n, attempt } of event.attempts.filter(({ fate }) => fate === 'lost')) {
      const index = this.alive.findIndex((known) => known.n === n && known.attempt === attempt);
      this.#gone.push(...this.alive.splice(index, index < 0 ? 0 : 1));
    }
    this.#happen(event);
  }

  /** Ends every attempt, those that are started because of it, and every wait that ends by itself, until there is none. */
  endAll(isFine: (step: number) => boolean = () => true): void {
    for (let step = 0; ; ) {
      while (this.alive.length > 0) this.#end({ pick: 0, isFine: isFine(step++) });
      const wait = this.#timers.find(({ timer }) => timer.kind === 'wait' && this.trail.isAwaited(timer));
      if (wait === undefined) return;
      this.#runOut(wait);
    }
  }

  #perform(operation: Operation): void {
    this.#now += 1;
    switch (operation.type) {
      case 'call':
        return this.#call(operation);
      case 'end':
        return this.#end(operation);
      case 'repeat':
        return this.#repeat(operation);
      case 'foreign':
        return this.#foreign(operation);
      case 'prompt':
        return this.#prompt(operation);
      case 'withdraw':
        return this.#withdraw(operation);
      case 'reply':
        return this.#reply(operation);
      case 'timer':
        return this.#timer(operation);
      case 'output':
        return this.trail.output(operation.pick % this.trail.steps.length, { line: operation.pick });
    }
  }

  #call(operation: CallOperation): void {
    const request = { ...this.#dated(operation), name: operation.name };
    this.#watcher.calling?.(request, operation);
    const handled = handleApiCall(request, this.trail, { at: this.#now, wire: operation.wire });
    if (handled.type === 'answered') for (const applied of handled.applied) this.#carryOut(applied);
    this.#watcher.called?.(request, handled);
  }

  /** With the time that a hold is over, counted from now. In another call the field means something else. */
  #dated({ name, fields: { until = null, ...fields } }: CallOperation): JsonObject {
    const isHold = name === 'pause' || name === 'pause_branch';
    return isHold && typeof until === 'number' ? { ...fields, until: this.#now + until } : fields;
  }

  #end({ pick, isFine }: { readonly pick: number; readonly isFine: boolean }): void {
    const ended = this.alive[pick % this.alive.length];
    if (ended === undefined) return;
    this.alive.splice(this.alive.indexOf(ended), 1);
    this.#gone.push(ended);
    this.#happen({ type: 'ended', ...ended, outcome: outcome(isFine) });
  }

  #repeat({ pick, isFine }: { readonly pick: number; readonly isFine: boolean }): void {
    const ended = this.#gone[pick % this.#gone.length];
    if (ended !== undefined) this.#happen({ type: 'ended', ...ended, outcome: outcome(isFine) });
  }

  #foreign({ pick, attempt }: { readonly pick: number; readonly attempt: number }): void {
    const n = pick % this.trail.steps.length;
    const isKnown = [...this.alive, ...this.#gone].some((known) => known.n === n && known.attempt === attempt);
    if (!isKnown) this.#happen({ type: 'ended', n, attempt, outcome: outcome(true) });
  }

  #prompt({ pick, timeoutMs, terms = {}, isRepeated }: Extract<Operation, { readonly type: 'prompt' }>): void {
    const asking = this.alive[pick % this.alive.length];
    if (asking === undefined) return;
    const promptId = `${asking.n}.${asking.attempt}.${pick}`;
    this.#promptIds.push(promptId);
    const event: TrailEvent = {
      type: 'prompt',
      ...asking,
      promptId,
      message: { pick },
      ...(timeoutMs !== null && { timeoutMs }),
      ...terms,
    };
    for (let times = isRepeated ? 2 : 1; times > 0; times--) this.#happen(event);
  }

  #withdraw({ pick }: { readonly pick: number }): void {
    const promptId = this.#promptIds[pick % this.#promptIds.length];
    const asked = promptId === undefined ? undefined : this.trail.prompt(promptId);
    if (promptId !== undefined && asked !== undefined) {
      this.#happen({ type: 'withdrawn', n: asked.n, attempt: asked.attempt, promptId });
    }
  }

  #reply({ pick, value }: Extract<Operation, { readonly type: 'reply' }>): void {
    const promptId = this.#promptIds[pick % this.#promptIds.length] ?? 'none';
    this.#call({ type: 'call', name: 'reply', fields: { prompt_id: promptId, value, dry_run: false }, wire: 2 });
  }

  #timer({ pick }: { readonly pick: number }): void {
    const timer = this.#timers[pick % this.#timers.length];
    if (timer !== undefined) this.#runOut(timer);
  }

  #runOut({ timer, at }: SetTimer): void {
    this.#now = Math.max(this.#now, at);
    this.#happen({ type: 'timer', timer });
  }

  #happen(event: TrailEvent): void {
    this.#carryOut(this.trail.apply(event, this.#now));
  }

  #carryOut(applied: Applied): void {
    for (const effect of applied.effects) this.#follow(effect);
    this.#watcher.applied?.(applied);
  }

  #follow(effect: Effect): void {
    if (effect.type === 'start') this.alive.push({ n: effect.n, attempt: effect.attempt });
    if (effect.type === 'timer') this.#timers.push({ timer: effect.timer, at: effect.at });
  }
}

function outcome(isFine: boolean): Outcome {
  return isFine ? { ok: true, value: { done: true } } : { ok: false, error: { message: 'broken', code: 'X' } };
}
