import type { Dag } from '@autotrail/core';
import { comeToFrom } from './come-to.js';
import { layer1Error } from './errors.js';
import type { Step } from './step.js';

/**
 * Which steps use the results of which others, by their numbers. They must come before them, each by a name of its own.
 *
 * @throws AutoTrailError `AUTOTRAIL_NOT_BEFORE`, `AUTOTRAIL_BAD_OPTION`
 */
export function readUses(dag: Dag<Step>): ReadonlyMap<number, readonly number[]> {
  const users = dag.order.filter(({ options: { uses = [] } }) => uses.length > 0);
  return new Map(users.map((user) => [dag.numberOf(user), usesOf(user, dag)]));
}

function usesOf(step: Step, dag: Dag<Step>): readonly number[] {
  const { uses = [] } = step.options;
  const before = ancestorsOf(step, dag);
  const stranger = uses.find((used) => !before.has(used));
  if (stranger !== undefined) throw layer1Error('AUTOTRAIL_NOT_BEFORE', { step: step.name, used: stranger.name });
  const names = uses.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return uses.map((used) => dag.numberOf(used));
  const expected = 'steps of different names';
  throw layer1Error('AUTOTRAIL_BAD_OPTION', {
    owner: `step ${step.name}`,
    option: 'uses',
    expected,
    found: `two called ${twice}`,
  });
}

function ancestorsOf(step: Step, dag: Dag<Step>): ReadonlySet<Step> {
  return new Set(comeToFrom(dag.incoming, [dag.numberOf(step)]).map((n) => dag.order[n] as Step));
}
