import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { Wire } from '../../src/api/api-call.js';
import { STEP_STATES, StepState } from '../../src/states.js';
import { isReachedIn, worldWith } from '../support/steps-in-states.js';
import { snapshot } from '../support/trails.js';
import { namesOf, type World } from '../support/world.js';

const {
  Ready,
  Waiting,
  Running,
  Succeeded,
  Failed,
  PausedOnFail,
  ToPause,
  Paused,
  ToSkip,
  Skipped,
  ToBlock,
  Blocked,
  Interrupted,
} = StepState;

interface Rule {
  readonly call: string;
  readonly from: readonly StepState[];
  /** What an affected step becomes; left out where its state stays. */
  readonly to?: StepState;
  /** Whether the call names steps, which it then refuses if it leaves them alone. */
  readonly namesSteps: boolean;
  readonly fields: JsonObject;
  /** The first version of the wire that knows the call. @default 1 */
  readonly since?: Wire;
  /** What has to happen before the call for it not to be refused whole. */
  readonly prepare?: (world: World) => void;
}

const ON_X: JsonObject = { tags: { name: 'x' } };
const BELOW_X: JsonObject = { ...ON_X, below: true };
const HELD = [ToPause, Paused, PausedOnFail];
const UNDECIDED = [Ready, Waiting, ToPause, Paused, PausedOnFail, Interrupted];
const ENDS = [Succeeded, Failed, Skipped, Blocked];
const FLAG_MATTERS = [Ready, Waiting, Interrupted, ToPause, Paused];

/** While steps below run, nothing is run again with all that is below it. */
function endAfter(world: World): void {
  if (world.state('after') === Running) world.succeed('after');
}

function worldFor({ prepare }: Rule, state: StepState): World {
  const world = worldWith(state);
  prepare?.(world);
  return world;
}

/** The rules as they are written down, not as they are programmed. */
const RULES: readonly Rule[] = [
  { call: 'start', from: [Ready], to: Waiting, namesSteps: false, fields: {} },
  { call: 'pause', from: [Ready, Waiting], to: ToPause, namesSteps: true, fields: ON_X },
  { call: 'pause_branch', from: [Ready, Waiting], to: ToPause, namesSteps: true, fields: ON_X },
  { call: 'resume', from: [...HELD, Interrupted], to: Waiting, namesSteps: true, fields: ON_X },
  { call: 'resume_branch', from: [...HELD, Interrupted], to: Waiting, namesSteps: true, fields: ON_X },
  { call: 'next_steps', from: HELD, to: Waiting, namesSteps: false, fields: { step_count: 1 } },
  { call: 'skip', from: UNDECIDED, to: ToSkip, namesSteps: true, fields: ON_X },
  { call: 'unskip', from: [ToSkip], to: Waiting, namesSteps: true, fields: ON_X },
  { call: 'block', from: UNDECIDED, to: ToBlock, namesSteps: true, fields: ON_X },
  { call: 'unblock', from: [ToBlock], to: Waiting, namesSteps: true, fields: ON_X },
  { call: 'interrupt', from: [Running], to: Interrupted, namesSteps: true, fields: ON_X },
  { call: 'set_pause_on_fail', from: FLAG_MATTERS, namesSteps: true, fields: ON_X },
  { call: 'unset_pause_on_fail', from: FLAG_MATTERS, namesSteps: true, fields: ON_X },
  {
    call: 'mark_done',
    from: [Failed, PausedOnFail, Paused, Interrupted],
    to: Succeeded,
    namesSteps: true,
    fields: ON_X,
    since: 2,
  },
  { call: 'fail', from: [PausedOnFail, Interrupted], to: Failed, namesSteps: true, fields: ON_X, since: 2 },
  { call: 'rerun', from: ENDS, to: Waiting, namesSteps: true, fields: ON_X, since: 2 },
  { call: 'rerun', from: ENDS, to: Waiting, namesSteps: true, fields: BELOW_X, since: 2, prepare: endAfter },
  { call: 'send_message_to_steps', from: [Running], namesSteps: true, fields: { ...ON_X, message: 'hello' } },
];

/** What becomes of a mark in the same turn, on a step that is reached in a trail that was started. */
const SETTLED: Partial<Record<StepState, StepState>> = {
  [Waiting]: Running,
  [ToPause]: Paused,
  [ToSkip]: Skipped,
  [ToBlock]: Blocked,
};

function wiresOf({ since = 1 }: Rule): readonly Wire[] {
  return ([1, 2] as const).filter((wire) => wire >= since);
}

const CASES = RULES.flatMap((rule) =>
  STEP_STATES.flatMap((state) => wiresOf(rule).map((wire) => ({ ...rule, state, wire, isIn: rule.from.includes(state) }))),
);
const AFFECTED = CASES.filter(({ isIn }) => isIn);
const LEFT_ALONE = CASES.filter(({ isIn }) => !isIn);

function ask(world: World, { call, fields, wire }: { call: string; fields: JsonObject; wire: Wire }, isDryRun: boolean) {
  const handled = world.ask({ name: call, ...fields, dry_run: isDryRun }, wire);
  expect(handled.response).toMatchObject({ name: call, error: null });
  return handled;
}

function affectedIn(result: unknown, wire: Wire): readonly string[] {
  return namesOf((wire === 1 ? result : (result as JsonObject).affected) as readonly JsonObject[]);
}

function refusedIn(result: unknown): readonly JsonObject[] {
  return (result as { readonly refused: readonly JsonObject[] }).refused;
}

describe('A control call', () => {
  it.each(AFFECTED)('`$call` affects a step that is $state (wire $wire)', (rule) => {
    const world = worldFor(rule, rule.state);
    const { response, applied } = ask(world, rule, false);
    expect(affectedIn(response.result, rule.wire)).toContain('x');
    if (rule.wire === 2) expect(namesOf(refusedIn(response.result))).not.toContain('x');
    expect(applied).toHaveLength(1);

    const mark = rule.to ?? rule.state;
    expect(world.state('x')).toBe(isReachedIn(rule.state) ? (SETTLED[mark] ?? mark) : mark);
  });

  it.each(LEFT_ALONE)('`$call` leaves a step alone that is $state (wire $wire)', (rule) => {
    const world = worldFor(rule, rule.state);
    const before = structuredClone(world.record('x'));
    const { result } = ask(world, rule, false).response;
    expect(affectedIn(result, rule.wire)).not.toContain('x');
    expect(world.record('x')).toEqual(before);
    if (rule.wire === 1) return;

    const refusal = refusedIn(result).find(({ name }) => name === 'x');
    expect(refusal?.state).toEqual(rule.namesSteps ? rule.state : undefined);
    if (!rule.namesSteps) return;
    expect(refusal?.n).toBe(world.n('x'));
    for (const word of [rule.call, ...rule.from]) expect(refusal?.reason).toContain(word);
  });

  it.each(RULES)(
    '`$call` as a dry run answers what it would answer and changes nothing, in every state and on both wires',
    (rule) => {
      for (const { state, wire } of CASES.filter(({ call, fields }) => call === rule.call && fields === rule.fields)) {
        const world = worldFor(rule, state);
        const before = snapshot(world.trail);
        const rehearsed = ask(world, { ...rule, wire }, true);
        expect(rehearsed.applied).toEqual([]);
        expect(rehearsed.keepServing).toBe(true);
        expect(snapshot(world.trail)).toEqual(before);

        const { revision } = world.trail;
        const done = ask(world, { ...rule, wire }, false).response.result;
        expect(rehearsed.response.result).toEqual(wire === 1 ? done : { ...(done as JsonObject), revision });
      }
    },
  );

  it.each(RULES.filter(({ since = 1 }) => since > 1))('`$call` is unknown to wire 1, in every state', (rule) => {
    const { call, fields } = rule;
    for (const state of STEP_STATES) {
      const world = worldFor(rule, state);
      const before = snapshot(world.trail);
      expect(world.refusal({ name: call, ...fields, dry_run: false }, 1).code).toBe('AUTOTRAIL_UNKNOWN_CALL');
      expect(snapshot(world.trail)).toEqual(before);
    }
  });

  it.each(RULES.filter(({ since = 1 }) => since === 1))(
    '`$call` asks the same of the trail on both wires, in every state',
    (rule) => {
      for (const state of STEP_STATES) {
        const [first, second] = [worldFor(rule, state), worldFor(rule, state)];
        const events = ask(first, { ...rule, wire: 1 }, false).applied.map(({ event }) => event);
        expect(ask(second, { ...rule, wire: 2 }, false).applied.map(({ event }) => event)).toEqual(events);
        expect(snapshot(second.trail)).toEqual(snapshot(first.trail));
      }
    },
  );
});

describe('The calls a step allows', () => {
  it.each(STEP_STATES)('are those that would affect it while it is %s', (state) => {
    const world = worldWith(state);
    // A branch is no call of its own to the step, and a call for the whole trail does not name it.
    const expected = RULES.filter(({ call, from, namesSteps }) => namesSteps && !call.endsWith('branch') && from.includes(state));
    const allowed = [...new Set(expected.map(({ call }) => call))].sort();
    expect([...world.trail.allowed(world.n('x'))].sort()).toEqual(allowed);
    const { result } = world.ask({ name: 'status', tags: { name: 'x' }, status_fields: ['allowed'] }).response;
    expect(result).toEqual([{ allowed: world.trail.allowed(world.n('x')) }]);
  });
});

describe('The pause-on-fail flag', () => {
  it.each([
    ['set_pause_on_fail', true, StepState.PausedOnFail],
    ['unset_pause_on_fail', false, StepState.Failed],
  ] as const)('decides what becomes of a failure after `%s`', (call, flag, outcome) => {
    for (const state of FLAG_MATTERS) {
      const world = worldWith(state);
      world.tell(flag ? 'unset_pause_on_fail' : 'set_pause_on_fail', 'x');
      world.tell(call, 'x');
      expect(world.record('x')).toMatchObject({ state, pauseOnFail: flag });
      world.call('start');
      if (world.state('gate') === Running) world.succeed('gate');
      world.tell('resume', 'x');
      world.fail('x', 'broken');
      expect(world.record('x')).toMatchObject({ state: outcome, cause: 'failure', returnValue: 'broken' });
    }
  });
});
