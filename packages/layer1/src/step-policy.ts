import { Step as CoreStep, describeValue } from '@autotrail/core';
import type { Action } from './action.js';
import { layer1Error } from './errors.js';
import type { RetryOptions, StepOptions } from './step.js';

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

interface OptionRule {
  readonly expected: string;
  readonly isValid: (value: unknown) => boolean;
}

const BOOLEAN: OptionRule = { expected: 'true or false', isValid: (value) => typeof value === 'boolean' };
const DURATION: OptionRule = {
  expected: 'a number of milliseconds from 0 up',
  isValid: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
};

const TIME_LIMIT: OptionRule = {
  expected: 'a number of milliseconds from 1 up',
  isValid: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 1,
};

const STEPS: OptionRule = { expected: 'a list of steps', isValid: (value) => Array.isArray(value) && value.every(CoreStep.is) };

const WORDS: OptionRule = {
  expected: 'a list of strings that are not empty',
  isValid: (value) => Array.isArray(value) && value.every((word) => typeof word === 'string' && word.length > 0),
};

const RETRY: OptionRule = {
  expected: 'an object that says how often',
  isValid: (value) => typeof value === 'object' && value !== null,
};

const HOOK: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' };

const RULES: Readonly<Record<keyof StepOptions, OptionRule>> = {
  pauseOnFail: BOOLEAN,
  skipProgenyOnFailure: BOOLEAN,
  graceMs: DURATION,
  idempotent: BOOLEAN,
  timeoutMs: TIME_LIMIT,
  retry: RETRY,
  uses: STEPS,
  reads: WORDS,
  before: HOOK,
  after: HOOK,
  onFailure: HOOK,
};

const RETRY_RULES: Readonly<Record<keyof RetryOptions, OptionRule>> = {
  attempts: { expected: 'an integer from 1 up', isValid: (value) => Number.isSafeInteger(value) && Number(value) >= 1 },
  backoffMs: DURATION,
  factor: { expected: 'a number from 1 up', isValid: (value) => Number.isFinite(value) && Number(value) >= 1 },
  maxBackoffMs: DURATION,
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
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [option, value] of given) checkOption(option, value, { rules: RULES, owner: `step ${name}` });
  const asked = readAction(name, action);
  // Most steps ask for nothing: they share one policy.
  if (given.length === 0 && asked.graceMs <= DEFAULTS.graceMs && !asked.idempotent) return DEFAULTS;
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
  const owner = `\`retry\` of step ${name}`;
  // One without `attempts` would never end, or never begin.
  const given = Object.entries({ ...options, attempts: options.attempts ?? null }).filter(([, value]) => value !== undefined);
  for (const [option, value] of given) checkOption(option, value, { rules: RETRY_RULES, owner });
  const { attempts, backoffMs = 1_000, factor = 2, maxBackoffMs = 60_000, jitter = 0, on } = options;
  return { attempts, backoffMs, factor, maxBackoffMs, jitter, ...(on !== undefined && { on }) };
}

/** What a kind of action asks for every step that runs it. */
function readAction(name: string, action: Action): Pick<StepPolicy, 'graceMs' | 'idempotent'> {
  const { graceMs = 0, idempotent = false } = typeof action === 'object' ? action : {};
  const owner = `the action of step ${name}`;
  checkOption('graceMs', graceMs, { rules: RULES, owner });
  checkOption('idempotent', idempotent, { rules: RULES, owner });
  return { graceMs, idempotent };
}

interface Checked {
  readonly rules: Readonly<Record<string, OptionRule>>;
  /** Whose option it is, for the error. */
  readonly owner: string;
}

function checkOption(option: string, value: unknown, { rules, owner }: Checked): void {
  const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
  if (rule === undefined) throw layer1Error('AUTOTRAIL_UNKNOWN_OPTION', { owner, option, known: Object.keys(rules).join(', ') });
  if (!rule.isValid(value))
    throw layer1Error('AUTOTRAIL_BAD_OPTION', { owner, option, expected: rule.expected, found: describeValue(value) });
}
