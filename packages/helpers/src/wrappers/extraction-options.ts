import type { ActionResult, Environment } from '@autotrail/layer1';
import type { OptionRule } from '../check-options.js';
import { FUNCTION } from './named-like.js';

/** Takes parameters of the wrapped function out of an action's arguments. */
export type ParameterExtractor<TContext, TParameters> = (
  env: Environment,
  context: TContext,
) => Partial<TParameters> | PromiseLike<Partial<TParameters>>;

/** Does something with what the wrapped function returned, such as putting it into the context. What it answers is dropped. */
export type ReturnHandler<TContext, TReturned> = (returned: TReturned, context: TContext) => unknown;

/** Makes the step's return value of what the wrapped function returned. */
export type ReturnValueExtractor<TContext, TReturned> = (
  returned: TReturned,
  context: TContext,
) => ActionResult | PromiseLike<ActionResult>;

/** A class of errors, and what answers the step's return value when the wrapped function throws one of them. */
export type ExceptionHandler<TContext, TError> = readonly [
  errorClass: abstract new (...args: never[]) => TError,
  handle: (error: TError, context: TContext) => ActionResult | PromiseLike<ActionResult>,
];

/** How `extractionWrapper` surrounds a function. All of it may be async. */
export interface ExtractionOptions<TContext, TParameters, TReturned, TErrors extends readonly unknown[] = readonly unknown[]> {
  /** Run in order; what they answer is merged into the function's one argument, later keys winning. @default none: `fn` gets `{}` */
  readonly parameterExtractors?: readonly ParameterExtractor<TContext, TParameters>[];
  /** Run in order after the function has returned. @default none */
  readonly returnHandlers?: readonly ReturnHandler<TContext, TReturned>[];
  /** Runs last. @default the step's return value is the function's own */
  readonly returnValueExtractor?: ReturnValueExtractor<TContext, TReturned>;
  /**
   * For errors of the function alone, not of what surrounds it. The first whose class matches answers the step's return value, and
   * handlers and extractor of return values are left out. @default none: an error fails the step
   */
  readonly exceptionHandlers?: readonly [...{ readonly [K in keyof TErrors]: ExceptionHandler<TContext, TErrors[K]> }];
}

/** What {@link ExtractionOptions} may hold, for `checkOptions`. */
export const EXTRACTION_RULES: Readonly<Record<keyof ExtractionOptions<never, never, never>, OptionRule>> = {
  parameterExtractors: listOf('functions', FUNCTION.isValid),
  returnHandlers: listOf('functions', FUNCTION.isValid),
  returnValueExtractor: FUNCTION,
  exceptionHandlers: listOf('pairs of a class and a function', isExceptionHandler),
};

function listOf(what: string, isMember: (value: unknown) => boolean): OptionRule {
  return { expected: `a list of ${what}`, isValid: (value) => Array.isArray(value) && value.every(isMember) };
}

function isExceptionHandler(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(FUNCTION.isValid)) return false;
  const [errorClass] = value;
  // An arrow function has no prototype, and `instanceof` throws on it.
  return typeof errorClass.prototype === 'object';
}
