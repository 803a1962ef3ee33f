import { describeValue } from '@autotrail/core';
import type { Action } from './action.js';
import { layer1Error } from './errors.js';
import type { StepOptions } from './step.js';

/** A step's options, checked and with every default filled in. */
export interface StepPolicy {
  readonly pauseOnFail: boolean;
  readonly skipProgenyOnFailure: boolean;
  readonly graceMs: number;
  readonly idempotent: boolean;
}

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

const HOOK: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' };

const RULES: Readonly<Record<keyof StepOptions, OptionRule>> = {
  pauseOnFail: BOOLEAN,
  skipProgenyOnFailure: BOOLEAN,
  graceMs: DURATION,
  idempotent: BOOLEAN,
  before: HOOK,
  after: HOOK,
  onFailure: HOOK,
};

/**
 * Reads a step's options. An option left `undefined` counts as not given.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` or `AUTOTRAIL_UNKNOWN_OPTION`, naming the step.
 */
export function readStepPolicy(name: string, action: Action, options: StepOptions): StepPolicy {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [option, value] of given) checkOption(option, value, `step ${name}`);
  const asked = readAction(name, action);
  // Most steps ask for nothing: they share one policy.
  if (given.length === 0 && asked.graceMs <= DEFAULTS.graceMs && !asked.idempotent) return DEFAULTS;
  const defaults: StepPolicy = { ...DEFAULTS, idempotent: asked.idempotent };
  const { pauseOnFail, skipProgenyOnFailure, graceMs, idempotent }: StepPolicy = { ...defaults, ...Object.fromEntries(given) };
  return { pauseOnFail, skipProgenyOnFailure, graceMs: Math.max(graceMs, asked.graceMs), idempotent };
}

/** What a kind of action asks for every step that runs it. */
function readAction(name: string, action: Action): Pick<StepPolicy, 'graceMs' | 'idempotent'> {
  const { graceMs = 0, idempotent = false } = typeof action === 'object' ? action : {};
  checkOption('graceMs', graceMs, `the action of step ${name}`);
  checkOption('idempotent', idempotent, `the action of step ${name}`);
  return { graceMs, idempotent };
}

function checkOption(option: string, value: unknown, owner: string): void {
  if (!Object.hasOwn(RULES, option)) {
    throw layer1Error('AUTOTRAIL_UNKNOWN_OPTION', { owner, option, known: Object.keys(RULES).join(', ') });
  }
  const rule = RULES[option as keyof StepOptions];
  if (!rule.isValid(value))
    throw layer1Error('AUTOTRAIL_BAD_OPTION', { owner, option, expected: rule.expected, found: describeValue(value) });
}
