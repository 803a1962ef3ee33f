import type { ActionFunction, ActionResult, Environment } from '@autotrail/layer1';
import { checkOptions } from '../check-options.js';
import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';
import {
  EXTRACTION_RULES,
  type ExceptionHandler,
  type ExtractionOptions,
  type ReturnValueExtractor,
} from './extraction-options.js';
import { namedLike } from './named-like.js';

type MaybeLater<T> = T | PromiseLike<T>;

/** {@link ExtractionOptions} that say what becomes of a value that is no result of an action. */
type OptionsWithExtractor<TContext, TParameters, TReturned, TErrors extends readonly unknown[]> = ExtractionOptions<
  TContext,
  TParameters,
  TReturned,
  TErrors
> & { readonly returnValueExtractor: ReturnValueExtractor<TContext, TReturned> };

/**
 * Makes an action of a function that knows nothing of AutoTrail: its argument is gathered from the environment and the context, and
 * what it returns or throws is turned into what the trail and the context are to hold. The action keeps the function's name.
 *
 * The action rejects with what `fn` or anything around it throws, and with `AUTOTRAIL_BAD_PARAMETERS` where an extractor answers no
 * object.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`
 * @example
 * const action = extractionWrapper(copyFile, {
 *   parameterExtractors: [(env, context: Release) => ({ from: context.artifact }), () => ({ to: '/srv/app' })],
 *   returnHandlers: [(copied, context) => { context.bytes = copied.bytes; }],
 *   returnValueExtractor: (copied) => copied.bytes,
 *   exceptionHandlers: [[DiskFullError, (error) => `not copied: ${error.message}`]],
 * });
 */
export function extractionWrapper<
  TParameters extends object,
  TReturned,
  TContext = unknown,
  TErrors extends readonly unknown[] = [],
>(
  fn: (parameters: TParameters) => MaybeLater<TReturned>,
  options: OptionsWithExtractor<TContext, NoInfer<TParameters>, NoInfer<TReturned>, TErrors>,
): ActionFunction<TContext>;
export function extractionWrapper<
  TParameters extends object,
  TReturned extends ActionResult,
  TContext = unknown,
  TErrors extends readonly unknown[] = [],
>(
  fn: (parameters: TParameters) => MaybeLater<TReturned>,
  options?: ExtractionOptions<TContext, NoInfer<TParameters>, NoInfer<TReturned>, TErrors>,
): ActionFunction<TContext>;
export function extractionWrapper<TContext>(
  fn: (parameters: object) => unknown,
  options: ExtractionOptions<TContext, object, unknown> = {},
): ActionFunction<TContext> {
  checkOptions('extractionWrapper', options, EXTRACTION_RULES);
  const { returnHandlers = [], returnValueExtractor = asItIs, exceptionHandlers = [] } = options;
  return namedLike('extractionWrapper', fn, async (env: Environment, context: TContext) => {
    const parameters = await gatherParameters(options, env, context);
    const attempt = await attemptCall(fn, parameters);
    if (!attempt.ok) return handleException(attempt.error, exceptionHandlers, context);
    for (const handle of returnHandlers) await handle(attempt.returned, context);
    return returnValueExtractor(attempt.returned, context);
  });
}

async function gatherParameters<TContext>(
  { parameterExtractors = [] }: ExtractionOptions<TContext, object, unknown>,
  env: Environment,
  context: TContext,
): Promise<object> {
  let parameters = {};
  for (const extract of parameterExtractors) {
    const extracted: unknown = await extract(env, context);
    if (typeof extracted !== 'object' || extracted === null || Array.isArray(extracted)) {
      throw helpersError('AUTOTRAIL_BAD_PARAMETERS', { found: showValue(extracted) });
    }
    // Spread, not assigned: a key `__proto__` is then a key like any other.
    parameters = { ...parameters, ...extracted };
  }
  return parameters;
}

type Attempt = { readonly ok: true; readonly returned: unknown } | { readonly ok: false; readonly error: unknown };

async function attemptCall(fn: (parameters: object) => unknown, parameters: object): Promise<Attempt> {
  try {
    return { ok: true, returned: await fn(parameters) };
  } catch (error) {
    return { ok: false, error };
  }
}

function handleException<TContext>(
  error: unknown,
  handlers: readonly ExceptionHandler<TContext, unknown>[],
  context: TContext,
): MaybeLater<ActionResult> {
  const found = handlers.find(([errorClass]) => error instanceof errorClass);
  if (found === undefined) throw error;
  const [, handle] = found;
  return handle(error, context);
}

/** Without an extractor the types see to it that the function returns what an action may return. */
function asItIs(returned: unknown): ActionResult {
  return returned as ActionResult;
}
