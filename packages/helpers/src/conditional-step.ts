import type { Tags } from '@autotrail/core';
import { type Action, type Step, type StepOptions, step } from '@autotrail/layer1';

/**
 * Makes a step that is a condition: when its action fails, its branch is skipped and the join below goes on, without asking anybody.
 * It is a step with `pauseOnFail: false` and `skipProgenyOnFailure: true`.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_STEP`
 * @example
 * const isPrimary = createConditionalStep(new ShellCommand('is primary', 'pg_isready --host {host}'));
 * const definition = [[check, isPrimary], [isPrimary, failOver], [failOver, report], [check, report]];
 */
export function createConditionalStep<TContext = unknown, const TTags extends Tags = Tags>(
  action: Action<TContext>,
  tags?: TTags,
  options?: Omit<StepOptions<TContext>, 'pauseOnFail' | 'skipProgenyOnFailure'>,
): Step<TContext, TTags> {
  return step<TContext, TTags>(action, tags, { ...options, pauseOnFail: false, skipProgenyOnFailure: true });
}
