import { StepState } from '@autotrail/layer1';
import { controlResult, type History, type Operation, roleOf, stepsOf } from './history.js';

/** What an operation says of one step: it was in one of these states, and was then in that one. */
interface Access {
  readonly operation: Operation;
  readonly from: readonly StepState[];
  /** `null`: it stayed as it was. */
  readonly to: StepState | null;
}

/** A way the accesses so far may have been ordered. */
interface Configuration {
  readonly state: StepState;
  /** Accesses under way that have had their effect already. */
  readonly done: ReadonlySet<Access>;
}

const { Ready, Waiting, ToPause, ToSkip, ToBlock } = StepState;

/** What calls do to a step that is never reached: said once more, in the smallest words, so as not to believe the engine's table. */
const MOVES: Readonly<Record<string, { readonly from: readonly StepState[]; readonly to: StepState }>> = {
  start: { from: [Ready], to: Waiting },
  pause: { from: [Ready, Waiting], to: ToPause },
  pause_branch: { from: [Ready, Waiting], to: ToPause },
  resume: { from: [ToPause], to: Waiting },
  resume_branch: { from: [ToPause], to: Waiting },
  next_steps: { from: [ToPause], to: Waiting },
  skip: { from: [Ready, Waiting, ToPause], to: ToSkip },
  unskip: { from: [ToSkip], to: Waiting },
  block: { from: [Ready, Waiting, ToPause], to: ToBlock },
  unblock: { from: [ToBlock], to: Waiting },
};
const FLAGS = ['set_pause_on_fail', 'unset_pause_on_fail'];
const FLAG_STATES = [Ready, Waiting, ToPause];

/**
 * Searches for an order of the operations on one step that is never reached, without a look at the revisions the server claims:
 * as Wing and Gong do, each operation taking effect no earlier than it must (Lowe's just-in-time linearization).
 *
 * @param most - operations looked at, from the beginning of the history
 * @returns null if there is an order; otherwise the first operation at whose answer none is left
 */
export function searchRegister({ operations }: Pick<History, 'operations'>, n: number, most: number): Operation | null {
  const accesses = operations
    .flatMap((operation) => accessOf(operation, n))
    .sort((a, b) => a.operation.invoked - b.operation.invoked)
    .slice(0, most);
  const moments = accesses.flatMap((access) => [
    { tick: access.operation.invoked, access, isAnswer: false },
    { tick: access.operation.answered, access, isAnswer: true },
  ]);
  const open = new Set<Access>();
  let configurations: readonly Configuration[] = [{ state: Ready, done: new Set() }];
  for (const { access, isAnswer } of moments.sort((a, b) => a.tick - b.tick)) {
    if (!isAnswer) open.add(access);
    else {
      configurations = withEffect(configurations, access, open);
      if (configurations.length === 0) return access.operation;
      open.delete(access);
    }
  }
  return null;
}

/** How many operations of a history speak of a step. */
export function accessesOf({ operations }: Pick<History, 'operations'>, n: number): number {
  return operations.flatMap((operation) => accessOf(operation, n)).length;
}

/** The configurations in which an access has had its effect, now that its answer is there; the others are impossible. */
function withEffect(before: readonly Configuration[], access: Access, open: ReadonlySet<Access>): readonly Configuration[] {
  const numbers = new Map([...open].map((other, index) => [other, index]));
  const keyOf = ({ state, done }: Configuration): string =>
    `${state} ${[...done]
      .map((other) => numbers.get(other))
      .sort()
      .join()}`;
  const seen = new Set<string>();
  const after = new Map<string, Configuration>();
  const queue = [...before];
  for (let configuration = queue.pop(); configuration !== undefined; configuration = queue.pop()) {
    const { state, done } = configuration;
    if (done.has(access)) {
      const settled = { state, done: new Set([...done].filter((other) => other !== access)) };
      after.set(keyOf(settled), settled);
      continue;
    }
    const key = keyOf(configuration);
    if (seen.has(key)) continue;
    seen.add(key);
    const next = [...open].filter((other) => !done.has(other) && other.from.includes(state));
    queue.push(...next.map((other) => ({ state: other.to ?? state, done: new Set([...done, other]) })));
  }
  return [...after.values()];
}

function accessOf(operation: Operation, n: number): readonly Access[] {
  const role = roleOf(operation);
  if (role === 'repeat' || role === 'refusal') return [];
  if (!stepsOf(operation).includes(n)) return [];
  const state = stateTold(operation, n);
  if (state !== undefined) return [{ operation, from: [state], to: null }];
  const { name } = operation;
  if (FLAGS.includes(name)) return [{ operation, from: FLAG_STATES, to: null }];
  const move = MOVES[name];
  return move === undefined ? [] : [{ operation, from: move.from, to: role === 'look' ? null : move.to }];
}

/** The state in which the answer says the step is, if it does. */
function stateTold(operation: Operation, n: number): StepState | undefined {
  if (operation.name === 'status') {
    const steps = operation.result as readonly { readonly n: number; readonly state: StepState }[];
    return steps.find((step) => step.n === n)?.state;
  }
  return controlResult(operation).refused.find((step) => step.n === n)?.state as StepState | undefined;
}
