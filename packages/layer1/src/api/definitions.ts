import type { JsonValue, Tags } from '@autotrail/core';
import type { StepState } from '../states.js';
import type { CommandEvent } from '../trail/events.js';
import type { Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import { ApiCallName } from './api-call.js';
import type { ApiCallDefinition, ApiCallDefinitions, ApiContext, ApiOutcome } from './api-call-definition.js';
import { context, setContext } from './context-calls.js';
import {
  answer,
  answerAffected,
  COMMAND_FIELDS,
  controlCall,
  matchedBranches,
  matchedSteps,
  unlessDryRun,
} from './definition-parts.js';
import { describe } from './describe.js';
import { PAGE_RECORDS, readPage } from './history.js';
import { holdCall } from './hold-call.js';
import { setLimit } from './limit-call.js';
import { fail, markDone, rerun } from './outcome-calls.js';
import { apply, plan } from './planning/planning-calls.js';
import { reply, sendMessageToSteps } from './prompt-calls.js';
import { affected, withStates } from './selection.js';
import { type StatusKey, statusOf } from './status.js';
import { type StatusField, statusInWords } from './status-words.js';
import { validators } from './validators.js';

const { selector, someSteps, boolean, count, index, states, statusFields, text, until } = validators;

/** The name under which what happens to a trail is pushed. */
export const EVENTS = 'events';

const start: ApiCallDefinition = {
  ...controlCall('start', ({ trail }) => stepsThatMayTake(trail, 'start')),
  validators: COMMAND_FIELDS,
};

const nextSteps: ApiCallDefinition = {
  ...controlCall('next_steps', ({ trail, call }) => stepsThatMayTake(trail, 'next_steps').slice(0, Number(call.step_count))),
  validators: { ...COMMAND_FIELDS, step_count: count },
};

const status: ApiCallDefinition = {
  validators: { tags: selector, states, status_fields: statusFields },
  steps: (context) => withStates(context.trail, matchedSteps(context), context.call.states as readonly StepState[]),
  predicate: () => false,
  handlers: [],
  postProcessor: ({ affected: steps, trail, call, wire }) => {
    const fields = call.status_fields as readonly (StatusKey & StatusField)[];
    return answer(steps.map((step) => (wire === 1 ? statusInWords(trail, step, fields) : statusOf(trail, step, fields))));
  },
};

const list: ApiCallDefinition = {
  validators: { tags: selector },
  steps: matchedSteps,
  predicate: () => false,
  handlers: [],
  postProcessor: ({ affected: steps }) => answer(steps.map(({ tags }) => tags)),
};

const shutdown: ApiCallDefinition = {
  validators: COMMAND_FIELDS,
  steps: () => [],
  predicate: unlessDryRun,
  handlers: [() => [{ type: 'shutdown' }]],
  postProcessor: ({ events }) => ({ result: events.length > 0, error: null, keepServing: events.length === 0 }),
};

const stop: ApiCallDefinition = {
  since: 2,
  validators: { ...COMMAND_FIELDS, interrupt: boolean },
  steps: ({ trail, call }) => [
    ...stepsThatMayTake(trail, 'stop'),
    ...(call.interrupt === true ? stepsThatMayTake(trail, 'interrupt') : []),
  ],
  predicate: unlessDryRun,
  handlers: [(_, context) => [{ type: 'command', call: 'stop', moves: stopMoves(context) }]],
  postProcessor: (outcome) => answer(stopResult(outcome)),
};

const wait: ApiCallDefinition = {
  since: 2,
  validators: { until },
  steps: () => [],
  predicate: () => false,
  handlers: [],
  until: ({ trail, call }) => outcomeOf(trail, String(call.until)) !== null,
  postProcessor: ({ trail, call }) => answer({ outcome: outcomeOf(trail, String(call.until)), revision: trail.revision }),
};

const subscribe: ApiCallDefinition = {
  since: 2,
  validators: {},
  steps: () => [],
  predicate: () => false,
  handlers: [],
  postProcessor: ({ trail }) => ({ ...answer({ subscription: EVENTS, revision: trail.revision }), subscribes: true }),
};

const note: ApiCallDefinition = {
  since: 2,
  validators: { ...COMMAND_FIELDS, text, tags: someSteps },
  steps: ({ trail, call }) => (call.tags === null ? [] : trail.select(call.tags as Tags)),
  // A note about steps that there are not would read like one about the whole trail.
  predicate: (steps, context) => unlessDryRun(steps, context) && (context.call.tags === null || steps.length > 0),
  handlers: [(steps, { call }) => [{ type: 'note', text: String(call.text), steps: steps.map(({ n }) => n) }]],
  postProcessor: answerAffected,
  isControl: false,
};

const history: ApiCallDefinition = {
  since: 2,
  validators: { from: index, limit: { ...count, fallback: PAGE_RECORDS } },
  steps: () => [],
  predicate: () => false,
  handlers: [],
  postProcessor: ({ call }) => ({
    ...answer(null),
    later: (memory) => readPage(memory, Number(call.from), Math.min(Number(call.limit), PAGE_RECORDS)),
  }),
};

/** AutoTrail's own calls. A custom engine spreads them and adds, or leaves out, what it likes. */
export const API_CALL_DEFINITIONS: Readonly<Record<ApiCallName, ApiCallDefinition>> & ApiCallDefinitions = {
  [ApiCallName.Start]: start,
  [ApiCallName.Pause]: holdCall(matchedSteps),
  [ApiCallName.PauseBranch]: holdCall(matchedBranches),
  [ApiCallName.Resume]: controlCall('resume', matchedSteps),
  [ApiCallName.ResumeBranch]: controlCall('resume', matchedBranches),
  [ApiCallName.NextSteps]: nextSteps,
  [ApiCallName.Skip]: controlCall('skip', matchedSteps),
  [ApiCallName.Unskip]: controlCall('unskip', matchedSteps),
  [ApiCallName.Block]: controlCall('block', matchedSteps),
  [ApiCallName.Unblock]: controlCall('unblock', matchedSteps),
  [ApiCallName.Interrupt]: controlCall('interrupt', matchedSteps),
  [ApiCallName.SetPauseOnFail]: controlCall('set_pause_on_fail', matchedSteps),
  [ApiCallName.UnsetPauseOnFail]: controlCall('unset_pause_on_fail', matchedSteps),
  [ApiCallName.SendMessageToSteps]: sendMessageToSteps,
  [ApiCallName.Status]: status,
  [ApiCallName.List]: list,
  [ApiCallName.Shutdown]: shutdown,
  [ApiCallName.Stop]: stop,
  [ApiCallName.Reply]: reply,
  [ApiCallName.Wait]: wait,
  [ApiCallName.Subscribe]: subscribe,
  [ApiCallName.Note]: note,
  [ApiCallName.History]: history,
  [ApiCallName.Plan]: plan,
  [ApiCallName.Apply]: apply,
  [ApiCallName.Rerun]: rerun,
  [ApiCallName.MarkDone]: markDone,
  [ApiCallName.Fail]: fail,
  [ApiCallName.SetLimit]: setLimit,
  [ApiCallName.Context]: context,
  [ApiCallName.SetContext]: setContext,
  [ApiCallName.Describe]: describe,
};

/** The steps in a state that a row of the trail's table leads out of. A table without the row has none. */
function stepsThatMayTake(trail: Trail, name: string): readonly TrailStep[] {
  const row = trail.row(name);
  return row === undefined ? [] : withStates(trail, trail.steps, row.from);
}

function stopMoves({ trail, call }: ApiContext): CommandEvent['moves'] {
  const rows = call.interrupt === true ? ['stop', 'interrupt'] : ['stop'];
  return rows.map((row) => ({ row, steps: stepsThatMayTake(trail, row).map(({ n }) => n) }));
}

function stopResult(outcome: ApiOutcome): JsonValue {
  const { trail, events } = outcome;
  const done = events.find((event) => event.type === 'command');
  const stepsOf = (row: string) => (done?.moves ?? stopMoves(outcome)).find((move) => move.row === row)?.steps ?? [];
  const named = (row: string) => affected(stepsOf(row).map((n) => trail.step(n)));
  return { interrupted: named('interrupt'), blocked: named('stop'), revision: trail.revision };
}

/** What a trail has come to for somebody who waits, or `null` if it has not come to it yet. */
function outcomeOf(trail: Trail, until: string): 'finished' | 'needsInput' | 'failed' | 'shutdown' | null {
  if (until === 'needsInput' && trail.needsInput) return 'needsInput';
  if (until === 'failed' && trail.hasFailure) return 'failed';
  if (trail.isFinished) return 'finished';
  return trail.isShuttingDown ? 'shutdown' : null;
}
