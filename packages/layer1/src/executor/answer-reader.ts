import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import { type StandardSchema, type Validated, validateBy } from '../standard-schema.js';

/**
 * Makes of the answers to one prompt what its schema says. An answer that was looked at before it was taken is not looked at again: a
 * schema may take its time, and need not say the same twice.
 */
export class AnswerReader {
  readonly #schema: StandardSchema | undefined;
  /** The newest answer that was looked at and found good. */
  #good: { readonly value: JsonValue; readonly output: unknown } | undefined;

  /** @param schema - what answers go through @default they are given as they are */
  constructor(schema: StandardSchema | undefined) {
    this.#schema = schema;
  }

  /** Looks at an answer: says why it is not taken, or `null`. Never throws or rejects. */
  check(value: JsonValue): string | null | Promise<string | null> {
    if (this.#schema === undefined) return null;
    const validated = validateBy(this.#schema, structuredClone(value));
    const keep = (came: Validated<unknown>): string | null => {
      if (!came.isValid) return came.why;
      this.#good = { value, output: came.output };
      return null;
    };
    return validated instanceof Promise ? validated.then(keep) : keep(validated);
  }

  /** What becomes of an answer that was taken. Never throws or rejects. */
  read(value: JsonValue): Validated<unknown> | Promise<Validated<unknown>> {
    // What is handed to the action is its own to change.
    if (this.#schema === undefined) return { isValid: true, output: structuredClone(value) };
    if (this.#good !== undefined && isDeepStrictEqual(this.#good.value, value))
      return { isValid: true, output: this.#good.output };
    return validateBy(this.#schema, structuredClone(value));
  }
}
