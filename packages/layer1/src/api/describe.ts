import type { JsonObject, JsonValue } from '@autotrail/core';
import { maskJson } from '../secrets/registry.js';
import type { StepState } from '../states.js';
import type { Step } from '../step.js';
import type { StepPolicy } from '../step-policy.js';
import type { Limit } from '../trail/limit.js';
import type { Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { WaitsFor } from '../trail/waits-for.js';
import type { ApiCallDefinition, ApiSetting } from './api-call-definition.js';
import { answer, matchedSteps } from './definition-parts.js';
import { type StepStatus, statusOf } from './status.js';
import { validators } from './validators.js';

/** Something a trail waits for. Of a trail that waits to be started there is no step to name. */
export type WaitedFor = {
  /** As in a step's status: `operator`, `prompt`, `timer`, `slot` or `worker`. */
  readonly on: Exclude<WaitsFor, 'steps'>;
  /** The step that waits. */
  readonly n: number | null;
  readonly name: string | null;
  /** When it came to its state (ISO 8601). */
  readonly since: string | null;
  /**
   * When the waiting ends by itself (ISO 8601): a hold, the delay of a retry, the time for an answer, or that of the attempt if it is over
   * first. Left out: it does not.
   */
  readonly until?: string;
  /** What `reply` answers, where it waits for that. Each open prompt is waited for. */
  readonly promptId?: string;
};

/** What `describe` tells of a step: all of its status, and what it was defined to be. */
export type DescribedStep = StepStatus & {
  /** Its options, with every default filled in, and `pauseOnFail` as it is now. */
  readonly policy: StepPolicy;
  /** The steps right before it and right after it, by their numbers; those of failure pairs too. */
  readonly parents: readonly number[];
  readonly children: readonly number[];
  /** The steps whose results it asks for, by their numbers. */
  readonly uses: readonly number[];
  /** What of the context it goes by, as paths of keys. */
  readonly reads: readonly string[];
};

/** What `describe` answers. */
export type TrailDescription = {
  /** Which run of which trail it is; `null` where it is in nobody's hands. */
  readonly trail: string | null;
  readonly run: string | null;
  readonly revision: number;
  /** What the run was given to go by. */
  readonly params: JsonObject;
  /** How many attempts there may be at a time. */
  readonly limits: readonly Limit[];
  readonly isStarted: boolean;
  readonly isFinished: boolean;
  /** How many steps are in which state; states that no step is in are left out. */
  readonly states: { readonly [S in StepState]?: number };
  /** What the trail waits for, by the numbers of the steps. Empty if it is finished. */
  readonly waitsFor: readonly WaitedFor[];
  /** The steps that were asked for. */
  readonly steps: readonly DescribedStep[];
};

/** Tells all that there is to know of a trail and, of the steps asked for, of each. */
export const describe: ApiCallDefinition = {
  since: 2,
  validators: { tags: validators.someSteps },
  steps: (context) => (context.call.tags === null ? [] : matchedSteps(context)),
  predicate: () => false,
  handlers: [],
  postProcessor: (outcome) => answer(describeTrail(outcome, outcome.affected) as unknown as JsonValue),
};

/**
 * Describes a trail, and steps of it.
 *
 * @example
 * describeTrail({ trail, run: null, params: {} }, []).waitsFor; // [{ on: 'operator', n: null, name: null, since: null }]
 */
export function describeTrail(
  { trail, run, params }: Pick<ApiSetting, 'trail' | 'run' | 'params'>,
  steps: readonly TrailStep[],
): TrailDescription {
  return {
    trail: run?.trail ?? null,
    run: run?.run ?? null,
    revision: trail.revision,
    params: maskJson(params),
    limits: trail.limits,
    isStarted: trail.isStarted,
    isFinished: trail.isFinished,
    states: countStates(trail),
    waitsFor: trail.isStarted ? trail.steps.flatMap((step) => waitedForBy(trail, step)) : [NOT_STARTED],
    steps: describeSteps(trail, steps),
  };
}

const NOT_STARTED: WaitedFor = { on: 'operator', n: null, name: null, since: null };

function countStates(trail: Trail): TrailDescription['states'] {
  const counts = new Map<StepState, number>();
  for (const { n } of trail.steps) {
    const { state } = trail.record(n);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function waitedForBy(trail: Trail, step: TrailStep): readonly WaitedFor[] {
  const { waitsFor: on = null, until = null, since = null, prompts = [] } = statusOf(trail, step, WAITING_FIELDS);
  if (on === null || on === 'steps') return [];
  const waited = { on, n: step.n, name: step.name, since };
  const timeout = timeoutOf(trail, step);
  if (on !== 'prompt') return [{ ...waited, ...earliest(until ?? undefined, timeout) }];
  return prompts.map(({ id, deadline }) => ({ ...waited, ...earliest(deadline, timeout), promptId: id }));
}

/** When the attempt that is under way has taken too long, if it may. */
function timeoutOf(trail: Trail, { n, policy: { timeoutMs } }: TrailStep): string | undefined {
  const { state, since } = trail.record(n);
  const isLimited = timeoutMs !== undefined && trail.meaning(state).isActive === true;
  return isLimited ? new Date(since + timeoutMs).toISOString() : undefined;
}

function earliest(...times: readonly (string | undefined)[]): Pick<WaitedFor, 'until'> {
  const [until] = times.filter((time) => time !== undefined).sort();
  return until === undefined ? {} : { until };
}

const WAITING_FIELDS = ['waitsFor', 'until', 'since', 'prompts'] as const;

function describeSteps(trail: Trail, steps: readonly TrailStep[]): readonly DescribedStep[] {
  if (steps.length === 0) return [];
  const numbers = new Map(trail.steps.map(({ definition, n }): [Step, number] => [definition, n]));
  const numbersOf = (list: readonly TrailStep[]): readonly number[] => list.map(({ n }) => n);
  return steps.map((step) => {
    const { uses = [], reads = [] } = step.definition.options;
    return {
      ...(statusOf(trail, step, null) as StepStatus),
      policy: { ...step.policy, pauseOnFail: trail.record(step.n).pauseOnFail },
      parents: numbersOf(trail.dag.parents(step)),
      children: numbersOf(trail.dag.children(step)),
      uses: uses.map((used) => numbers.get(used as Step)).filter((n) => n !== undefined),
      reads,
    };
  });
}
