/** The calls by which people decide what has become of steps, or have them run again. */
import type { JsonValue } from '@autotrail/core';
import { comeToFrom } from '../come-to.js';
import { layer1Error } from '../errors.js';
import { shorten } from '../shorten.js';
import type { CommandEvent } from '../trail/events.js';
import type { Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { ApiCallDefinition, ApiContext } from './api-call-definition.js';
import { controlCall, matchedSteps, move } from './definition-parts.js';
import { checkRepeated } from './repeated-value.js';
import { withStates } from './selection.js';
import { validators } from './validators.js';

const marking = controlCall('mark_done', stepsToMark);

/** Steps were done by hand. */
export const markDone: ApiCallDefinition = {
  ...marking,
  since: 2,
  validators: { ...marking.validators, value: { ...validators.json, fallback: null } },
  handlers: [
    (steps, { call }) => [
      { type: 'command', call: call.name, moves: [move('mark_done', steps)], value: (call.value ?? null) as JsonValue },
    ],
  ],
};

/** Steps are given up. */
export const fail: ApiCallDefinition = { ...controlCall('fail', matchedSteps), since: 2 };

const rerunning = controlCall('rerun', stepsToRerun);

/** Steps that are over are run again, alone or with all that comes after them. */
export const rerun: ApiCallDefinition = {
  ...rerunning,
  since: 2,
  validators: { ...rerunning.validators, below: validators.boolean },
  handlers: [(steps, context) => [{ type: 'command', call: 'rerun', moves: rerunMoves(steps, context) }]],
};

/** @throws AutoTrailError `AUTOTRAIL_BAD_FIELD` if the value is too long for so many steps */
function stepsToMark(context: ApiContext): readonly TrailStep[] {
  const matched = matchedSteps(context);
  checkRepeated({ field: 'value', row: 'mark_done' }, matched, context);
  return matched;
}

/** @throws AutoTrailError `AUTOTRAIL_BELOW_RUNS` if something runs that was to be run again with what is before it */
function stepsToRerun(context: ApiContext): readonly TrailStep[] {
  const { trail, call } = context;
  const matched = matchedSteps(context);
  if (call.below !== true) return matched;
  const below = stepsBelow(trail, withStates(trail, matched, trail.row('rerun')?.from ?? []));
  const running = below.filter(({ n }) => trail.meaning(trail.record(n).state).isActive === true);
  if (running.length === 0) return matched;
  throw layer1Error('AUTOTRAIL_BELOW_RUNS', { steps: shorten(running.map(({ name }) => name)).join(', ') });
}

/** What a person has decided about a step below stays theirs: it is left out again, or held for them. All else runs again. */
function rerunMoves(steps: readonly TrailStep[], { trail, call }: ApiContext): CommandEvent['moves'] {
  if (call.below !== true) return [move('rerun', steps)];
  const below = stepsBelow(trail, steps);
  const decided = below.filter(({ n }) => trail.record(n).cause === 'operator');
  const kept = [
    movesAlong('keep_skipped', decided, trail),
    movesAlong('keep_decided', decided, trail),
    movesAlong('keep_blocked', below, trail),
    movesAlong('keep_interrupted', below, trail),
  ];
  const theirs = new Set(kept.flatMap((one) => one.steps));
  const others = below.filter(({ n }) => !theirs.has(n));
  const moves = [...kept, movesAlong('rerun_below', others, trail), move('rerun', steps)];
  return moves.filter((one) => one.steps.length > 0);
}

function movesAlong(row: string, steps: readonly TrailStep[], trail: Trail): CommandEvent['moves'][number] {
  const from = trail.row(row)?.from ?? [];
  return move(row, from.length === 0 ? [] : withStates(trail, steps, from));
}

/** All that comes after some steps, without those themselves. */
function stepsBelow({ dag, steps }: Trail, from: readonly TrailStep[]): readonly TrailStep[] {
  const numbers = from.map(({ n }) => n);
  return comeToFrom(dag.outgoing, numbers).map((n) => steps[n] as TrailStep);
}
