import type { ActionFunction, ActionResult, Environment } from '@autotrail/layer1';
import { namedLike } from './named-like.js';

/** What a wrapped function may return: an action's result, or a promise of it. */
type MaybeLater = ActionResult | PromiseLike<ActionResult>;

/**
 * Makes an action of a function that takes the context alone. The action keeps the function's name.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`
 * @example
 * const drain = step(acceptsContext(function drain({ host }: { host: string }) { return balancer.drain(host); }));
 */
export function acceptsContext<TContext>(fn: (context: TContext) => MaybeLater): ActionFunction<TContext> {
  return namedLike('acceptsContext', fn, (_env: Environment, context: TContext) => fn(context));
}

/**
 * Makes an action of a function that takes the environment alone. The action keeps the function's name.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`
 * @example
 * const ask = step(acceptsEnvironment((env) => env.input('Which host?')), { name: 'ask' });
 */
export function acceptsEnvironment(fn: (env: Environment) => MaybeLater): ActionFunction<unknown> {
  return namedLike('acceptsEnvironment', fn, (env: Environment) => fn(env));
}

/**
 * Makes an action of a function that takes nothing: one whose optional parameters must not be given an environment by mistake. The
 * action keeps the function's name.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`
 * @example
 * const refresh = step(acceptsNothing(refreshCache));
 */
export function acceptsNothing(fn: () => MaybeLater): ActionFunction<unknown> {
  return namedLike('acceptsNothing', fn, () => fn());
}
