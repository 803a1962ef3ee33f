import type { JsonObject, JsonValue } from '@autotrail/core';
import { isStepState } from '../../states.js';
import type { CallPlan } from './call-plan.js';

type Check = (value: JsonValue | undefined) => boolean;

const isNumber: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => typeof value === 'string' || value === null;
const isFlag: Check = (value) => typeof value === 'boolean';
const isFlagOrLeftOut: Check = (value) => value === undefined || isFlag(value);
const isThere: Check = (value) => value !== undefined;
const isSettingName: Check = (value) => value === 'limit' || value === 'context';
const isEndOfPrompt: Check = (value) => value === 'answered' || value === 'timed out' || value === 'ended';

const isStep = objectOf({ n: isNumber });
const isPlannedStep = objectOf({ n: isNumber, state: isStepState, becomes: isStepState, pauseOnFail: isFlagOrLeftOut });
const isJoin = objectOf({ n: isNumber, missing: isNumber, becomes: isNumber });
const isPrompt = objectOf({ n: isNumber, id: isText, becomes: isEndOfPrompt });
const isSetting = objectOf({ what: isSettingName, of: isThere, was: isThere, becomes: isThere });

const isPlan = objectOf({
  trail: isTextOrNull,
  run: isTextOrNull,
  revision: isNumber,
  call: objectOf({ name: isText }),
  affected: listOf(isPlannedStep),
  follows: objectOf({
    changes: listOf(isPlannedStep),
    starts: listOf(isStep),
    joins: listOf(isJoin),
    prompts: listOf(isPrompt),
    settings: listOf(isSetting),
    reachable: listOf(isStep),
    unreachable: listOf(isStep),
    serverEnds: isFlag,
  }),
});

/**
 * Whether a value that may come from anybody has all that applying a plan goes by. The names of steps and the list of those that are
 * left alone are for people, and may be missing.
 */
export function isCallPlan(value: unknown): value is CallPlan {
  return isPlan(value as JsonValue);
}

function objectOf(checks: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(checks);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const given = value as JsonObject;
    return entries.every(([key, check]) => check(Object.hasOwn(given, key) ? given[key] : undefined));
  };
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every((item) => check(item));
}
