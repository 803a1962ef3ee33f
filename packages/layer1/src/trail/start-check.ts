import { holdInvariant } from '../invariant.js';
import type { Setting } from './setting.js';

/** What must hold where a step starts, said once more where it matters: whatever led here, one that must not run does not. */
export function checkStart({ plan, ledger }: Setting, n: number): void {
  const { state, ending } = ledger.record(n);
  const isNext = plan.rowOn('reached', state) !== undefined;
  holdInvariant(mayRun({ ledger }), 'a step starts only in a trail that was started and is not shutting down');
  holdInvariant(ending === null, 'a step has one attempt at a time');
  holdInvariant(isNext, 'a step starts only from a state that leads on when it is reached');
  holdInvariant(isLedUpTo({ plan, ledger }, n), 'a step starts only when all that comes before it is done');
  holdInvariant(ledger.slots.hasRoomFor(n), 'a step starts only when there is a slot for it');
}

/** Whether steps may start at all. */
export function mayRun({ ledger: { flags } }: Pick<Setting, 'ledger'>): boolean {
  return flags.isStarted && !flags.isShuttingDown;
}

/** Whether a step has failed for good. */
export function hasFailed({ plan, ledger }: Setting, n: number): boolean {
  const { isFailure, isIgnored } = plan.meaning(ledger.record(n).state);
  return isFailure === true && isIgnored === true;
}

/** Whether a step is there for the failure of others, none of which has failed. */
export function isUntriggered(setting: Setting, n: number): boolean {
  return setting.plan.failingOf(n)?.every((failing) => !hasFailed(setting, failing)) === true;
}

/** Found out from the states of the parents, and not from which edges are met: the one is there to catch the other. */
function isLedUpTo({ plan, ledger }: Setting, n: number): boolean {
  const { offsets, targets } = plan.dag.incoming;
  const failing = plan.failingOf(n);
  if (isUntriggered({ plan, ledger }, n)) return false;
  for (const parent of targets.subarray(offsets[n], offsets[n + 1])) {
    const isDone = plan.meaning(ledger.record(parent).state).isDone === true;
    const isFailedCondition = hasFailed({ plan, ledger }, parent) && plan.step(parent).policy.skipProgenyOnFailure;
    if (!isDone && !isFailedCondition && failing?.includes(parent) !== true) return false;
  }
  return true;
}
