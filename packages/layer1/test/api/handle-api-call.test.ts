import { AutoTrailError, type JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { ApiCallDefinition, ApiCallDefinitions, ApiHandler } from '../../src/api/api-call-definition.js';
import { answer, controlCall, matchedSteps } from '../../src/api/definition-parts.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { handleApiCall, toApiError } from '../../src/api/handle-api-call.js';
import { validators } from '../../src/api/validators.js';
import { StepState } from '../../src/states.js';
import type { TrailEvent } from '../../src/trail/events.js';
import { TRANSITIONS, type TransitionTable } from '../../src/transitions.js';
import { snapshot, trailOf } from '../support/trails.js';

const PAIR = [['a', 'b']] as const;
const { Skipped, Waiting } = StepState;

/** The calls, and one of the user's own. */
function withCall(name: string, call: Partial<ApiCallDefinition>): ApiCallDefinitions {
  const definition = { ...API_CALL_DEFINITIONS.pause, ...call };
  return { ...API_CALL_DEFINITIONS, [name]: definition };
}

/** The states, and one more way to move. */
const WITH_ROW: TransitionTable = {
  ...TRANSITIONS,
  rows: { ...TRANSITIONS.rows, drop: { on: 'step call', from: [Waiting], to: Skipped, cause: 'dropped' } },
};

const skipA: TrailEvent = { type: 'command', call: 'x', moves: [{ row: 'skip', steps: [0] }] };
const badRow: TrailEvent = { type: 'command', call: 'x', moves: [{ row: 'constructor', steps: [0] }] };

function ask(definitions: ApiCallDefinitions, request: JsonObject, trail = trailOf(PAIR)) {
  const handled = handleApiCall(request, trail, { at: 5, definitions });
  if (handled.type !== 'answered') throw new Error('The call is held back.');
  return handled;
}

describe('handleApiCall', () => {
  it('answers what came of the call, and when', () => {
    const trail = trailOf(PAIR);
    const handled = handleApiCall({ name: 'pause', tags: { name: 'b' } }, trail, { at: 1_234 });
    expect(handled).toMatchObject({
      type: 'answered',
      response: { name: 'pause', result: { affected: [{ n: 1, name: 'b' }], refused: [], revision: 1 }, error: null },
      applied: [{ revision: 1, at: 1_234, event: { type: 'command', call: 'pause', moves: [{ row: 'pause', steps: [1] }] } }],
      keepServing: true,
      subscribes: false,
    });
    expect(trail.record(1).since).toBe(1_234);
  });

  it('records who wanted it and why, as far as they said so', () => {
    const asked = (fields: JsonObject) => ask(API_CALL_DEFINITIONS, { name: 'start', ...fields }).applied[0]?.event;
    expect(asked({ actor: 'Ada', reason: 'late' })).toMatchObject({ actor: 'Ada', reason: 'late' });
    expect(asked({ actor: 'Ada' })).not.toHaveProperty('reason');
    expect(asked({ actor: null })).not.toHaveProperty('actor');
  });

  it('takes no notice of that on wire 1, which does not know it', () => {
    for (const actor of ['Ada', 7]) {
      const request = { name: 'start', dry_run: false, actor };
      const handled = handleApiCall(request, trailOf(PAIR), { at: 0, wire: 1 });
      expect(handled).toMatchObject({ response: { error: null }, applied: [{ event: { type: 'command' } }] });
      expect(JSON.stringify(handled)).not.toContain('actor');
    }
  });

  it('shows what a call would do on a fork, and leaves the trail as it is', () => {
    const trail = trailOf(PAIR);
    const before = snapshot(trail);
    const fork = trail.fork();
    expect(ask(API_CALL_DEFINITIONS, { name: 'start' }, fork).applied).toHaveLength(1);
    expect(fork.record(0).state).toBe(StepState.Running);
    expect(snapshot(trail)).toEqual(before);
  });

  it('turns an error with a cure into one of a response', () => {
    expect(toApiError(new AutoTrailError('X', 'm'))).toEqual({ code: 'X', message: 'm' });
    expect(toApiError(new AutoTrailError('X', 'm', { hint: 'h' }))).toEqual({ code: 'X', message: 'm', hint: 'h' });
  });
});

describe("A user's own call", () => {
  it('may bring a row with a cause of its own, and is then a control call like the others', () => {
    const definitions = { ...API_CALL_DEFINITIONS, drop: controlCall('drop', matchedSteps) };
    const trail = trailOf(PAIR, {}, { transitions: WITH_ROW });
    ask(definitions, { name: 'start' }, trail);
    expect(trail.allowed(1)).toContain('drop');
    expect(ask(definitions, { name: 'drop', dry_run: true }, trail).response.result).toMatchObject({ affected: [{ n: 1 }] });
    expect(ask(definitions, { name: 'drop' }, trail).response.result).toMatchObject({
      affected: [{ n: 1, name: 'b' }],
      refused: [{ n: 0, name: 'a', state: 'Running', reason: 'drop affects steps that are Waiting' }],
    });
    expect(trail.record(1)).toMatchObject({ state: Skipped, cause: 'dropped' });
  });

  it('is refused, also as a dry run, where the trail knows no such row', () => {
    const definitions = { ...API_CALL_DEFINITIONS, drop: controlCall('drop', matchedSteps) };
    for (const dryRun of [true, false]) {
      const { response, applied } = ask(definitions, { name: 'drop', dry_run: dryRun });
      expect(response.error?.code).toBe('AUTOTRAIL_UNKNOWN_ROW');
      expect(applied).toEqual([]);
    }
  });

  it('may replace one of the calls there are, and calls that are left out are unknown', () => {
    const { list } = API_CALL_DEFINITIONS;
    expect(ask({ start: list }, { name: 'start' }).response.result).toHaveLength(2);
    expect(ask({ start: list }, { name: 'list' }).response.error?.code).toBe('AUTOTRAIL_UNKNOWN_CALL');
  });

  it('has handlers in a row, each given what the one before it made', () => {
    const definitions = withCall('x', {
      handlers: [() => [skipA], (_, __, previous) => [...previous, { type: 'shutdown' }]],
      postProcessor: ({ events, trail }) => answer([events.length, trail.revision]),
    });
    const { response, applied } = ask(definitions, { name: 'x' });
    expect(response.result).toEqual([2, 2]);
    expect(applied.map(({ event }) => event.type)).toEqual(['command', 'shutdown']);
  });

  it('acts on the steps that were chosen, all of them where it names no row', () => {
    const { row: _, ...rest } = API_CALL_DEFINITIONS.pause;
    const seen: string[] = [];
    const note: ApiHandler = (steps) => {
      seen.push(...steps.map(({ name }) => name));
      return [];
    };
    ask({ x: { ...rest, handlers: [note] } }, { name: 'x' });
    expect(seen).toEqual(['a', 'b']);
  });

  it('is given its validated fields and no others', () => {
    const seen: JsonObject[] = [];
    const postProcessor: ApiCallDefinition['postProcessor'] = ({ call }) => {
      seen.push(call);
      return answer(null);
    };
    ask(withCall('x', { validators: { tags: validators.selector }, postProcessor }), { name: 'x', dry_run: false, extra: 1 });
    expect(seen).toEqual([{ name: 'x', tags: {} }]);
  });

  it('that fails before it has done anything is refused and changes nothing', () => {
    const refuse = () => {
      throw new AutoTrailError('MINE', 'not today');
    };
    const failures: readonly Partial<ApiCallDefinition>[] = [
      { validators: { tags: { expected: 'x', isValid: refuse } } },
      { steps: refuse },
      { predicate: refuse },
      { handlers: [refuse] },
      { handlers: [() => [skipA], refuse] },
    ];
    for (const failure of failures) {
      const trail = trailOf(PAIR);
      const before = snapshot(trail);
      const { response, applied } = ask(withCall('x', failure), { name: 'x', tags: {} }, trail);
      expect(response).toEqual({ name: 'x', result: null, error: { code: 'MINE', message: 'not today' } });
      expect(applied).toEqual([]);
      expect(snapshot(trail)).toEqual(before);
    }
  });

  it('that fails after it has done something still hands over what it did, to be recorded and carried out', () => {
    const postProcessor = () => {
      throw new AutoTrailError('MINE', 'no answer');
    };
    const broken = ask(withCall('x', { postProcessor }), { name: 'x' });
    expect(broken.response.error?.code).toBe('MINE');
    expect(broken.applied).toHaveLength(1);

    const half = ask(withCall('x', { handlers: [() => [skipA, badRow]] }), { name: 'x' });
    expect(half.response.error?.code).toBe('AUTOTRAIL_UNKNOWN_ROW');
    expect(half.applied.map(({ event }) => event)).toEqual([skipA]);
  });

  it('that has a bug is not mistaken for a refusal', () => {
    const steps = () => {
      throw new TypeError('a bug');
    };
    expect(() => ask(withCall('x', { steps }), { name: 'x' })).toThrow(TypeError);
  });

  it('may hold itself back', () => {
    const definitions = withCall('x', { until: ({ trail }) => trail.isStarted });
    const trail = trailOf(PAIR);
    expect(handleApiCall({ name: 'x' }, trail, { at: 0, definitions })).toEqual({ type: 'held back' });
    expect(trail.revision).toBe(0);
    ask(definitions, { name: 'start' }, trail);
    expect(ask(definitions, { name: 'x' }, trail).response.error).toBeNull();
  });
});
