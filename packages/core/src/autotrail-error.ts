import type { JsonObject } from './json.js';

const BRAND = Symbol.for('autotrail.error');

/** What an {@link AutoTrailError} carries besides its code and message. */
export interface AutoTrailErrorOptions {
  /** The error underneath, where there is one. */
  readonly cause?: unknown;
  /** What the reader can do about it. */
  readonly hint?: string;
  /** The facts of the message, for programs. */
  readonly details?: JsonObject;
}

/**
 * Every error AutoTrail throws on purpose. `code` is stable and listed in `docs/errors.md`; the message says what was expected and
 * what came; `hint` says what to do.
 *
 * @example
 * try { await client.status() } catch (error) {
 *   if (AutoTrailError.is(error) && error.code === 'AUTOTRAIL_SERVER_GONE') console.error(error.hint);
 * }
 */
export class AutoTrailError extends Error {
  override readonly name: string = 'AutoTrailError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: JsonObject | undefined;

  constructor(code: string, message: string, options: AutoTrailErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Whether a value is an AutoTrailError, of this copy of the package or of another: `instanceof` would only know this one. */
  static is(value: unknown): value is AutoTrailError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** One row of a package's table of errors. */
export interface ErrorDefinition {
  /** The message; `{name}` stands for the value given under that name. */
  readonly sentence: string;
  /** What the reader can do about it. */
  readonly cure: string;
}

/** Makes the error of one row; `values` fill the sentence and become the error's `details`. */
export type ErrorMaker<TCode extends string> = (code: TCode, values?: JsonObject, cause?: unknown) => AutoTrailError;

/**
 * Turns a table of errors into the function that makes them. Each package has one table, so that all its sentences stand together.
 *
 * @example
 * const error = defineErrors({ SHOP_CLOSED: { sentence: 'The shop opens at {hour}.', cure: 'Come back later.' } });
 * throw error('SHOP_CLOSED', { hour: 9 });
 */
export function defineErrors<TCode extends string>(table: Readonly<Record<TCode, ErrorDefinition>>): ErrorMaker<TCode> {
  return (code, values = {}, cause) => {
    const { sentence, cure } = table[code];
    const options = { hint: cure, details: values };
    return new AutoTrailError(code, fillSentence(sentence, values), cause === undefined ? options : { ...options, cause });
  };
}

function fillSentence(sentence: string, values: JsonObject): string {
  return sentence.replace(/\{(\w+)\}/g, (placeholder, key: string) => {
    const value = Object.hasOwn(values, key) ? values[key] : placeholder;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** The message of anything that was thrown; what has none is shown as text. Throws nothing itself. */
export function messageOf(thrown: unknown): string {
  try {
    const hasMessage = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
    return String(hasMessage ? thrown.message : thrown);
  } catch {
    // An object without a prototype, for one, cannot be turned into a text.
    return 'something that cannot be shown';
  }
}
