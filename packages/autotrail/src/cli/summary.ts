import type { JsonObject } from '@autotrail/core';
import { type ApiCallDefinitions, STEP_STATES, StepState, type StepStatus, type Trail } from '@autotrail/layer1';
import type { TrailClient, WaitResult } from '@autotrail/layer2';

/** How a trail ended. */
export type Summary = {
  /** Whether every step was Succeeded or Skipped, or Failed as a condition or with a failure pair for it. */
  readonly isGood: boolean;
  /** How many steps were in which state. */
  readonly states: JsonObject;
};

const GOOD: readonly StepState[] = [StepState.Succeeded, StepState.Skipped, StepState.Failed];

/**
 * The calls of an engine, with a summary in the answer of `wait`. Asked for afterwards it would come too late: a server that ends with
 * its trail is gone by then.
 */
export function withSummary(definitions: ApiCallDefinitions): ApiCallDefinitions {
  const { wait } = definitions;
  if (wait === undefined) return definitions;
  return {
    ...definitions,
    wait: {
      ...wait,
      postProcessor: (outcome) => {
        const answer = wait.postProcessor(outcome);
        return { ...answer, result: { ...(answer.result as JsonObject), summary: summaryOf(outcome.trail) } };
      },
    },
  };
}

/** How a finished trail ended: as its server said when it did, else as it says now. */
export async function summaryFrom(result: WaitResult & { readonly summary?: Summary }, client: TrailClient): Promise<Summary> {
  if (result.summary !== undefined) return result.summary;
  const { outcome } = await client.wait({ until: 'failed' });
  return summarize(await client.status({}, { fields: ['state'] }), outcome === 'failed');
}

/** States that steps end in; in a trail that has finished all others can be reached no longer. */
const ENDS: readonly string[] = [StepState.Succeeded, StepState.Skipped, StepState.Failed, StepState.Blocked];

/** What a finished trail came to, in a line. */
export function summaryLine({ states }: Summary): string {
  const named = Object.entries(states).map(([state, count]) => [ENDS.includes(state) ? state : `${state} (unreachable)`, count]);
  return `finished: ${countsText(Object.fromEntries(named))}`;
}

/** How many steps are in which state, in words. */
export function countsText(states: JsonObject): string {
  return Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

/** How many steps are in which of the states that any of them is in. */
export function countStates(steps: readonly Pick<StepStatus, 'state'>[]): Readonly<Partial<Record<StepState, number>>> {
  const counts = new Map(STEP_STATES.map((state) => [state, 0]));
  for (const { state } of steps) counts.set(state, (counts.get(state) ?? 0) + 1);
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}

function summaryOf(trail: Trail): Summary {
  const steps = trail.steps.map(({ n }) => trail.record(n));
  return summarize(steps, trail.hasFailure);
}

/** A failure counts unless it was that of a condition, or has a failure pair: the engine knows. */
function summarize(steps: readonly Pick<StepStatus, 'state'>[], hasFailure: boolean): Summary {
  const states = countStates(steps);
  return { isGood: !hasFailure && steps.every(({ state }) => GOOD.includes(state)), states };
}
