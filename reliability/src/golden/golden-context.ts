import type { JsonObject, JsonValue } from '@autotrail/core';
import type { ContextEvent, ContextValue, EndedEvent, Restored } from '@autotrail/layer1';
import type { Random } from '../support/random.js';

/** Where operators put values: a part of another place, beside it, and where the context has no objects at first. */
const KEYS = ['db', 'db.host', 'db.port', 'ended', 'text.of', 'tickets'];
const VALUES: readonly JsonValue[] = [null, 'Größe', 0.5, [1, 'two'], { host: 'one', nested: { port: 1 } }];

/** What attempts and operators have made of a trail's context, and what of it is to be remembered: worked out the slow way. */
export class GoldenContext {
  /** All that operators have put in, oldest first. */
  readonly #values: ContextValue[] = [];
  #snapshot: JsonValue | undefined;
  /** How many of the values were in it. */
  #included = 0;

  /** Takes in what is durable. */
  take(event: EndedEvent | ContextEvent): void {
    if (event.type === 'context') this.#values.push({ key: event.key, value: event.value });
    else if (event.context !== undefined) [this.#snapshot, this.#included] = [event.context, event.contextSets ?? 0];
  }

  /** How many values operators have put in. */
  get sets(): number {
    return this.#values.length;
  }

  /** What is to be remembered. */
  get remembered(): Pick<Restored, 'context' | 'contextValues' | 'contextSets'> {
    const later = this.#values.slice(this.#included);
    if (this.#snapshot === undefined) return { contextValues: later, contextSets: this.sets };
    const context = later.reduce((now, { key, value }) => withValue(now, key.split('.'), value), this.#snapshot);
    return { context, contextValues: [], contextSets: this.sets };
  }
}

/** An operator puts a value into the context. */
export function randomValue(random: Random): ContextEvent {
  return { type: 'context', key: random.pick(KEYS) ?? 'db', value: random.pick(VALUES) ?? null };
}

/** Whatever is in the way of a value gives way to it. */
function withValue(root: JsonValue, [part, ...rest]: readonly string[], value: JsonValue): JsonValue {
  if (part === undefined) return value;
  const isObject = typeof root === 'object' && root !== null && !Array.isArray(root);
  const before = (isObject ? root : {}) as JsonObject;
  return { ...before, [part]: withValue(before[part] ?? null, rest, value) };
}
