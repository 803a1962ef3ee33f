import { findNonJson, type JsonValue } from '@autotrail/core';
import { asJson } from '../as-json.js';
import { type ContextValue, putAll } from '../context-path.js';
import { layer1Error } from '../errors.js';
import type { Effect } from '../trail/effects.js';
import type { Applied } from '../trail/trail.js';
import type { Restored } from './restoration.js';

/** How a context that is no plain JSON is remembered. */
export interface ContextCodec<TContext = unknown> {
  /** The context as JSON. Asked after every attempt. */
  encode(context: TContext): JsonValue;
  /** The context that a restored trail goes on with. @param given - the context its author gave it now */
  decode(json: JsonValue, given: TContext): TContext;
}

/** What was decided, as far as it is about the context. */
type Decided = readonly Pick<Applied, 'effects'>[];

/**
 * Holds a trail's context, and remembers it: says what it is now whenever that is not what it was before.
 *
 * C1. What operators put into it is in the context that actions see when it is durable, and in what {@link read} answers as soon as it
 *     is decided: a call sees what the calls before it have done.
 * C2. What is remembered is the newest snapshot with the values on top that were put in since; a snapshot says how many are in it.
 */
export class ContextKeeper {
  #context: unknown;
  readonly #codec: ContextCodec | undefined;
  #known: string | undefined;
  #sets: number;
  /** Values that are decided and not put in yet, oldest first. */
  readonly #expected: ContextValue[] = [];

  /** @param sets - how many values owners before have put into it */
  constructor(context: unknown, codec?: ContextCodec, sets = 0) {
    this.#context = context;
    this.#codec = codec;
    this.#sets = sets;
    const now = this.#encode();
    this.#known = now === undefined ? undefined : JSON.stringify(now);
  }

  /** The context itself. */
  get context(): unknown {
    return this.#context;
  }

  /** How many values operators have put into it. */
  get sets(): number {
    return this.#sets;
  }

  /** Whether the context would be missed after a restart: there is one, and it is not remembered. */
  get isForgotten(): boolean {
    return this.#context !== undefined && this.#codec === undefined && findNonJson(this.#context) !== null;
  }

  /** A copy of the context as it is once all is put in that is decided. @throws AutoTrailError `AUTOTRAIL_NO_CONTEXT` */
  read(): JsonValue {
    if (this.#codec !== undefined) throw noContext('a `contextCodec` says what is remembered of it');
    if (this.#context === undefined) throw noContext('the trail has none');
    const culprit = findNonJson(this.#context);
    if (culprit !== null) throw noContext(`it is no plain JSON (${culprit.found} at ${culprit.path})`);
    return putAll(JSON.parse(JSON.stringify(this.#context)), this.#expected) as JsonValue;
  }

  /** Takes in what was decided: its values are to be put in. */
  expect(decided: Decided): void {
    this.#expected.push(...valuesIn(decided));
  }

  /** What was decided last was taken back. */
  forget(decided: Decided): void {
    this.#expected.length -= valuesIn(decided).length;
  }

  /** Puts a value in that was decided. */
  put(value: ContextValue): void {
    this.#expected.shift();
    this.#context = putAll(this.#context, [value]);
    // Only this is known by that: what an attempt may be changing meanwhile is not.
    if (this.#known !== undefined) this.#known = JSON.stringify(putAll(JSON.parse(this.#known), [value]));
    this.#sets += 1;
  }

  /** The context, if it has changed other than by what was put in; `undefined` otherwise, and where it is not remembered. */
  takeChange(): JsonValue | undefined {
    const now = this.#encode();
    if (now === undefined) return undefined;
    const text = JSON.stringify(now);
    if (text === this.#known) return undefined;
    this.#known = text;
    return JSON.parse(text) as JsonValue;
  }

  #encode(): JsonValue | undefined {
    if (this.#codec !== undefined) return asJson(this.#codec.encode(this.#context), 'the context that `contextCodec` made');
    // One that is plain JSON today may be given a Map tomorrow, and get rid of it again.
    return findNonJson(this.#context) === null ? (this.#context as JsonValue) : undefined;
  }
}

/** The context that a restored trail goes on with. */
export function restoredContext<TContext>(
  { context, contextValues = [] }: Partial<Pick<Restored, 'context' | 'contextValues'>>,
  given: TContext,
  codec?: ContextCodec<TContext>,
): TContext {
  if (context === undefined && contextValues.length === 0) return given;
  if (codec === undefined) return putAll(context === undefined ? given : structuredClone(context), contextValues) as TContext;
  return codec.decode(putAll(structuredClone(context ?? codec.encode(given)), contextValues) as JsonValue, given);
}

function valuesIn(decided: Decided): readonly ContextValue[] {
  return decided.flatMap(({ effects }) =>
    effects.filter((effect): effect is Effect & { readonly type: 'context' } => effect.type === 'context'),
  );
}

function noContext(why: string): Error {
  return layer1Error('AUTOTRAIL_NO_CONTEXT', { done: 'read or changed by calls', why });
}
