import { findNonJson, type JsonValue } from '@autotrail/core';
import { obstacleOn, overlap, pathOf, putAt, valueAt } from '../context-path.js';
import { layer1Error } from '../errors.js';
import { holdsSecret } from '../secrets/holds-secret.js';
import { maskJson } from '../secrets/registry.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { AffectedStep, ControlResult } from './api-call.js';
import type { ApiCallDefinition, ApiContext, ApiOutcome } from './api-call-definition.js';
import { answer, COMMAND_FIELDS, unlessDryRun } from './definition-parts.js';
import { affected } from './selection.js';
import { show } from './show.js';
import { validators } from './validators.js';

/** What `set_context` answers on wire 2. */
export interface ContextResult extends ControlResult {
  /** The steps that have gone by what was there before: whose attempt is over, and whose `reads` name the key, a part or a whole of it. */
  readonly readBy: readonly AffectedStep[];
}

/** Reads the trail's context, or what stands at a path in it. */
export const context: ApiCallDefinition = {
  since: 2,
  validators: { key: { ...validators.note, expected: 'a path of keys with dots between them, or null for the whole' } },
  steps: () => [],
  predicate: () => false,
  handlers: [],
  postProcessor: (outcome) => answer(maskJson(readContext(outcome))),
};

/** Puts a value into the trail's context. */
export const setContext: ApiCallDefinition = {
  since: 2,
  validators: { ...COMMAND_FIELDS, key: validators.text, value: validators.json },
  steps: (about) => {
    checkSet(about);
    return [];
  },
  predicate: unlessDryRun,
  handlers: [(_, { call }) => [{ type: 'context', key: String(call.key), value: call.value as JsonValue }]],
  postProcessor: (outcome) => answer(contextResult(outcome)),
};

function readContext({ context: access, call: { key } }: ApiOutcome): JsonValue {
  if (access.mode === 'none') throw noContext('read', 'the server does not allow it');
  const whole = access.read();
  if (key === null) return whole;
  const value = valueAt(whole, readPath('read', key));
  if (value === undefined) throw noContext('read', `nothing stands at ${show(key)}`);
  return value;
}

/** @throws AutoTrailError `AUTOTRAIL_NO_CONTEXT` if the value cannot be put where the call says */
function checkSet({ context: access, call: { key, value } }: ApiContext): void {
  if (access.mode === 'none') throw noContext('changed', 'the server does not allow it');
  if (access.mode === 'get') throw noContext('changed', 'the server only allows reading it');
  const path = readPath('changed', key);
  if (holdsSecret([key ?? null, value ?? null]))
    throw noContext('changed', 'the value holds a secret, which a journal would not keep');
  const now = access.read();
  const obstacle = obstacleOn(now, path);
  if (obstacle !== null) throw noContext('changed', `${whatStandsAt(obstacle)} is no object, so that nothing can be put into it`);
  const culprit = findNonJson(putAt(now, path, value as JsonValue));
  if (culprit !== null) throw noContext('changed', `it would have ${culprit.found}`);
}

function readPath(done: string, key: JsonValue | undefined): readonly string[] {
  const path = pathOf(String(key));
  if (path !== null) return path;
  throw noContext(done, `${show(key)} is no path of keys that an object may have, with dots between them`);
}

function whatStandsAt(path: readonly string[]): string {
  return path.length === 0 ? 'the context' : `what stands at ${show(path.join('.'))}`;
}

function contextResult(outcome: ApiOutcome): { readonly [K in keyof ContextResult]: ContextResult[K] } {
  return { affected: [], refused: [], revision: outcome.trail.revision, readBy: affected(readersOf(outcome)) };
}

function readersOf({ trail, call }: ApiOutcome): readonly TrailStep[] {
  const path = String(call.key).split('.');
  return trail.steps.filter(({ n, definition }) => {
    const { attempt, ending } = trail.record(n);
    const isOver = attempt > 0 && ending === null && !trail.isUnderWay({ n, attempt });
    return isOver && (definition.options.reads ?? []).some((read) => overlap(read.split('.'), path));
  });
}

function noContext(done: string, why: string): Error {
  return layer1Error('AUTOTRAIL_NO_CONTEXT', { done, why });
}
