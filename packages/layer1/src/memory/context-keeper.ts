import { findNonJson, type JsonValue } from '@autotrail/core';
import { asJson } from '../as-json.js';

/** How a context that is no plain JSON is remembered. */
export interface ContextCodec<TContext = unknown> {
  /** The context as JSON. Asked after every attempt. */
  encode(context: TContext): JsonValue;
  /** The context that a restored trail goes on with. @param given - the context its author gave it now */
  decode(json: JsonValue, given: TContext): TContext;
}

/** Remembers a trail's context: says what it is now whenever that is not what it was before. */
export class ContextKeeper {
  /** The context itself. */
  readonly context: unknown;
  readonly #codec: ContextCodec | undefined;
  #known: string | undefined;

  constructor(context: unknown, codec?: ContextCodec) {
    this.context = context;
    this.#codec = codec;
    const now = this.#encode();
    this.#known = now === undefined ? undefined : JSON.stringify(now);
  }

  /** Whether the context would be missed after a restart: there is one, and it is not remembered. */
  get isForgotten(): boolean {
    return this.context !== undefined && this.#codec === undefined && findNonJson(this.context) !== null;
  }

  /** The context, if it has changed since it was asked for last; `undefined` otherwise, and where it is not remembered. */
  takeChange(): JsonValue | undefined {
    const now = this.#encode();
    if (now === undefined) return undefined;
    const text = JSON.stringify(now);
    if (text === this.#known) return undefined;
    this.#known = text;
    return JSON.parse(text) as JsonValue;
  }

  #encode(): JsonValue | undefined {
    if (this.#codec !== undefined) return asJson(this.#codec.encode(this.context), 'the context that `contextCodec` made');
    // One that is plain JSON today may be given a Map tomorrow, and get rid of it again.
    return findNonJson(this.context) === null ? (this.context as JsonValue) : undefined;
  }
}

/** The context that a restored trail goes on with. */
export function restoredContext<TContext>(
  json: JsonValue | undefined,
  given: TContext,
  codec?: ContextCodec<TContext>,
): TContext {
  if (json === undefined) return given;
  return codec === undefined ? (json as TContext) : codec.decode(json, given);
}
