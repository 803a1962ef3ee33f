import { Step as CoreStep } from '@autotrail/core';
import type { Action } from './action.js';
import { pathOf } from './context-path.js';
import { BOOLEAN, checkOptions, type OptionRule } from './options.js';
import type { RetryOptions, StepOptions } from './step.js';
import { durationFrom } from './time-limits.js';

/** A step's options, checked and with every default filled in. */
export interface StepPolicy {
  readonly pauseOnFail: boolean;
  readonly skipProgenyOnFailure: boolean;
  readonly graceMs: number;
  readonly idempotent: boolean;
  /** Left out: an attempt may take for ever. */
  readonly timeoutMs?: number;
  /** Left out: a failed attempt is not made again by itself. */
  readonly retry?: RetryPolicy;
}

/** {@link RetryOptions} with every default filled in. */
export type RetryPolicy = Required<Omit<RetryOptions, 'on'>> & Pick<RetryOptions, 'on'>;

const DEFAULTS: StepPolicy = Object.freeze({
  pauseOnFail: true,
  skipProgenyOnFailure: false,
  graceMs: 10_000,
  idempotent: false,
});

const STEPS: OptionRule = { expected: 'a list of steps', isValid: (value) => Array.isArray(value) && value.every(CoreStep.is) };

const PATHS: OptionRule = {
  expected: 'a list of paths of keys with dots between them, such as `db.host`',
  isValid: (value) => isListOfTexts(value) && value.every((path) => pathOf(path) !== null),
};

const WORDS: OptionRule = {
  expected: 'a list of at least one string, none of them empty',
  isValid: (value) => isListOfTexts(value) && value.length > 0,
};

const RETRY: OptionRule = {
  expected: 'an object that says how often',
  isValid: (value) => typeof value === 'object' && value !== null,
};

const HOOK: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' };

const RULES: Readonly<Record<keyof StepOptions, OptionRule>> = {
  pauseOnFail: BOOLEAN,
  skipProgenyOnFailure: BOOLEAN,
  graceMs: durationFrom(0),
  idempotent: BOOLEAN,
  timeoutMs: durationFrom(1, 'for ever'),
  retry: RETRY,
  uses: STEPS,
  reads: PATHS,
  before: HOOK,
  after: HOOK,
  onFailure: HOOK,
};

const RETRY_RULES: Readonly<Record<keyof RetryOptions, OptionRule>> = {
  attempts: { expected: 'an integer from 1 up', isValid: (value) => Number.isSafeInteger(value) && Number(value) >= 1 },
  backoffMs: durationFrom(0),
  factor: { expected: 'a number from 1 up', isValid: (value) => Number.isFinite(value) && Number(value) >= 1 },
  maxBackoffMs: durationFrom(0),
  jitter: {
    expected: 'a number from 0 to 1',
    isValid: (value) => Number.isFinite(value) && Number(value) >= 0 && Number(value) <= 1,
  },
  on: WORDS,
};

/**
 * Reads a step's options. An option left `undefined` counts as not given.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` or `AUTOTRAIL_UNKNOWN_OPTION`, naming the step.
 */
export function readStepPolicy(name: string, action: Action, options: StepOptions): StepPolicy {
  checkOptions(`step ${name}`, options, RULES);
  const asked = readAction(name, action);
  // Most steps ask for nothing: they share one policy.
  const isPlain = Object.values(options).every((value) => value === undefined);
  if (isPlain && asked.graceMs <= DEFAULTS.graceMs && !asked.idempotent) return DEFAULTS;
  const { pauseOnFail = DEFAULTS.pauseOnFail, skipProgenyOnFailure = DEFAULTS.skipProgenyOnFailure, timeoutMs, retry } = options;
  return {
    pauseOnFail,
    skipProgenyOnFailure,
    graceMs: Math.max(options.graceMs ?? DEFAULTS.graceMs, asked.graceMs),
    idempotent: options.idempotent ?? asked.idempotent,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(retry !== undefined && { retry: readRetry(name, retry) }),
  };
}

function readRetry(name: string, options: RetryOptions): RetryPolicy {
  // One without `attempts` would never end, or never begin.
  checkOptions(`\`retry\` of step ${name}`, { ...options, attempts: options.attempts ?? null }, RETRY_RULES);
  const { attempts, backoffMs = 1_000, factor = 2, maxBackoffMs = 60_000, jitter = 0, on } = options;
  return { attempts, backoffMs, factor, maxBackoffMs, jitter, ...(on !== undefined && { on }) };
}

/** What a kind of action asks for every step that runs it. */
function readAction(name: string, action: Action): Pick<StepPolicy, 'graceMs' | 'idempotent'> {
  const { graceMs = 0, idempotent = false } = typeof action === 'object' ? action : {};
  checkOptions(`the action of step ${name}`, { graceMs, idempotent }, RULES);
  return { graceMs, idempotent };
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string' && text.length > 0);
}
