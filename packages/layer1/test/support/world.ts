import type { JsonObject, JsonValue } from '@autotrail/core';
import type { ApiError, Wire } from '../../src/api/api-call.js';
import { type HandledCall, handleApiCall } from '../../src/api/handle-api-call.js';
import type { StepState } from '../../src/states.js';
import type { Effect } from '../../src/trail/effects.js';
import type { TrailEvent } from '../../src/trail/events.js';
import type { PromptTerms } from '../../src/trail/prompt.js';
import type { StepRecord } from '../../src/trail/record.js';
import type { Applied, Trail } from '../../src/trail/trail.js';

/** A call that was answered. */
export type Answered = Extract<HandledCall, { readonly type: 'answered' }>;

/** Plays operators, actions and clock for a trail, all by hand. Steps go by their names. */
export class World {
  readonly trail: Trail;
  /** What every event came to. */
  readonly log: Applied[] = [];
  /** The time, in milliseconds since the epoch. */
  now = 1_000;

  constructor(trail: Trail) {
    this.trail = trail;
  }

  /** Makes a call, whatever it comes to. */
  handle(request: JsonObject, wire: Wire = 2): HandledCall {
    const handled = handleApiCall(request, this.trail, { at: this.now, wire });
    if (handled.type === 'answered') this.log.push(...handled.applied);
    return handled;
  }

  /** Makes a call that is answered, with a result or an error. */
  ask(request: JsonObject, wire: Wire = 2): Answered {
    const handled = this.handle(request, wire);
    if (handled.type !== 'answered') throw new Error(`The call ${JSON.stringify(request)} is held back.`);
    return handled;
  }

  /** Makes a call that is accepted, and answers its result. */
  call(name: string, fields: JsonObject = {}): JsonObject {
    const { result, error } = this.ask({ name, ...fields }).response;
    if (error !== null) throw new Error(error.message);
    return result as JsonObject;
  }

  /** Makes a call that names one step, and answers the names of the steps it affected. */
  tell(name: string, step: string): readonly string[] {
    return namesOf(this.call(name, { tags: { name: step } }).affected);
  }

  /** Makes a call that is refused. */
  refusal(request: JsonObject, wire: Wire = 2): ApiError {
    const { error } = this.ask(request, wire).response;
    if (error === null) throw new Error(`The call ${JSON.stringify(request)} is accepted.`);
    return error;
  }

  /** Lets something happen. Answers what it led to. */
  happen(event: TrailEvent): Applied {
    const applied = this.trail.apply(event, this.now);
    this.log.push(applied);
    return applied;
  }

  /** The newest attempt of a step ends well. */
  succeed(name: string, value: JsonValue = null): Applied {
    return this.happen({ type: 'ended', ...this.#newest(name), outcome: { ok: true, value } });
  }

  /** The newest attempt of a step fails. */
  fail(name: string, message = `${name} failed`): Applied {
    return this.happen({ type: 'ended', ...this.#newest(name), outcome: { ok: false, error: { message } } });
  }

  /** The newest attempt of a step asks something, on these terms or with this timeout. Answers the prompt's id. */
  prompt(name: string, message: JsonValue = 'Well?', terms: PromptTerms | number = {}): string {
    const asked = this.#newest(name);
    const promptId = `${asked.n}.${asked.attempt}.${this.record(name).prompts.length + 1}`;
    this.happen({ type: 'prompt', ...asked, promptId, message, ...(typeof terms === 'number' ? { timeoutMs: terms } : terms) });
    return promptId;
  }

  n(name: string): number {
    const found = this.trail.steps.find((step) => step.name === name);
    if (found === undefined) throw new Error(`There is no step ${name}.`);
    return found.n;
  }

  record(name: string): StepRecord {
    return this.trail.record(this.n(name));
  }

  state(name: string): StepState {
    return this.record(name).state;
  }

  /** The states of all steps, by their names. */
  get states(): Readonly<Record<string, StepState>> {
    return Object.fromEntries(this.trail.steps.map(({ n, name }) => [name, this.trail.record(n).state]));
  }

  /** What the newest event wants done. */
  get effects(): readonly Effect[] {
    return this.log.at(-1)?.effects ?? [];
  }

  /** The attempts ever started, as `name attempt`, in order. */
  get started(): readonly string[] {
    return this.log.flatMap(({ effects }) => startsOf(effects).map(({ n, attempt }) => `${this.trail.step(n).name} ${attempt}`));
  }

  #newest(name: string): { readonly n: number; readonly attempt: number } {
    return { n: this.n(name), attempt: this.record(name).attempt };
  }
}

function startsOf(effects: readonly Effect[]) {
  return effects.filter((effect) => effect.type === 'start');
}

/** The names in a list of affected, refused or listed steps. */
export function namesOf(steps: JsonValue | undefined): readonly string[] {
  return (steps as readonly JsonObject[]).map(({ name }) => String(name));
}
