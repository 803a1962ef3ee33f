import { StepState } from '../../src/states.js';
import type { Trail } from '../../src/trail/trail.js';

const DONE: readonly StepState[] = [StepState.Succeeded, StepState.Skipped];
const IGNORED: readonly StepState[] = [StepState.Failed, StepState.Blocked];

/** What follows from the states of the steps of a trail, by their numbers. */
interface Facts {
  readonly reached: readonly boolean[];
  readonly unreachable: readonly boolean[];
  /** Whether a step is there for the failure of others, and one of those has failed. */
  readonly triggered: readonly boolean[];
  /** Of steps that are there for the failure of others: whether each of those is settled. */
  readonly settled: readonly boolean[];
}

/** Works out from the definitions of the words alone, and from the states alone, what is reached. Knows edges, not how they are kept. */
export function factsOf(trail: Trail): Facts {
  const states = trail.steps.map(({ n }) => trail.record(n).state);
  const failing = failingOf(trail);
  const unreachable: boolean[] = [];
  const reached: boolean[] = [];
  for (const { n } of trail.steps) {
    let [isMet, isDead] = [true, false];
    for (const parent of parentsOf(trail, n)) {
      const state = states[parent] as StepState;
      const [isDone, isIgnored] = [DONE.includes(state), IGNORED.includes(state)];
      const isSettled = isDone || isIgnored || unreachable[parent] === true;
      const isForFailure = failing(n).includes(parent);
      const leadsOn = isDone || (hasFailedCondition(trail, parent) && !leftOutBy(trail, parent).has(n));
      isMet &&= isForFailure ? isSettled : leadsOn;
      isDead ||= !isForFailure && (unreachable[parent] === true || (isIgnored && !leadsOn));
    }
    reached.push(isMet);
    unreachable.push(isDead && !isOver(states[n] as StepState) && states[n] !== StepState.Running);
  }
  return {
    reached,
    unreachable,
    triggered: trail.steps.map(({ n }) => failing(n).some((parent) => states[parent] === StepState.Failed)),
    settled: trail.steps.map(({ n }) =>
      failing(n).every((parent) => isOver(states[parent] as StepState) || unreachable[parent] === true),
    ),
  };
}

/** Whether a step in this state is done or given up. */
export function isOver(state: StepState): boolean {
  return DONE.includes(state) || IGNORED.includes(state);
}

/** Whether a step is a condition, and Failed. */
export function hasFailedCondition(trail: Trail, n: number): boolean {
  return trail.step(n).policy.skipProgenyOnFailure && trail.record(n).state === StepState.Failed;
}

/** The numbers of the steps right before a step. */
function parentsOf(trail: Trail, n: number): readonly number[] {
  return trail.dag.parents(trail.step(n)).map((parent) => parent.n);
}

/** For each step, those whose failure it is there for. */
export function failingOf(trail: Trail): (n: number) => readonly number[] {
  return (n) => trail.failureEdges.filter(([, handler]) => handler === n).map(([failing]) => failing);
}

/** What the failure of a condition leaves out: whatever has parents and all of them in it, but not what is there for that failure. */
export function leftOutBy(trail: Trail, condition: number): ReadonlySet<number> {
  const isElse = (n: number) => trail.failureEdges.some(([from, to]) => from === condition && to === n);
  const branch = new Set([condition]);
  for (let size = 0; size < branch.size; ) {
    size = branch.size;
    for (const { n } of trail.steps) {
      const parents = parentsOf(trail, n);
      if (parents.length > 0 && !isElse(n) && parents.every((parent) => branch.has(parent))) branch.add(n);
    }
  }
  branch.delete(condition);
  return branch;
}
