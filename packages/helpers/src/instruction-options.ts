import type { ConfirmOptions } from '@autotrail/layer1';
import { BOOLEAN, checkOptions, type OptionRule } from './check-options.js';
import { layer1Error } from './errors.js';
import { showValue } from './show-value.js';

/** What an `Instruction` may be told: whether a reply is needed and, where it is, how it is asked for, as `env.confirm` has it. */
export interface InstructionOptions extends Omit<ConfirmOptions, 'signal'> {
  /** Whether a person must reply. If not, the text is shown and the step succeeds at once. @default true */
  readonly replyNeeded?: boolean;
}

const DURATION: OptionRule = {
  expected: 'a number of milliseconds from 1 up',
  isValid: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 1,
};

const RULES: Readonly<Record<keyof InstructionOptions, OptionRule>> = {
  replyNeeded: BOOLEAN,
  timeoutMs: DURATION,
  onTimeout: {
    expected: "'fail', 'default' or 'skip'",
    isValid: (value) => value === 'fail' || value === 'default' || value === 'skip',
  },
  default: BOOLEAN,
  mayAnswer: {
    expected: 'a list of at least one name',
    isValid: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && name !== ''),
  },
  remindMs: DURATION,
};

/**
 * Checks the options of an instruction, as far as that is possible before it asks. One left `undefined` counts as not given.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`
 */
export function checkInstructionOptions(owner: string, options: InstructionOptions): void {
  checkOptions(owner, options, RULES);
  const { replyNeeded = true, timeoutMs, onTimeout, default: fallback, ...others } = options;
  const bad = (option: string, expected: string, value: unknown): Error =>
    layer1Error('AUTOTRAIL_BAD_OPTION', { owner, option, expected, found: showValue(value) });
  if (!replyNeeded) {
    const terms = { timeoutMs, onTimeout, default: fallback, ...others };
    const [useless] = Object.entries(terms).filter(([, value]) => value !== undefined);
    if (useless !== undefined) throw bad(useless[0], 'left out where no reply is needed', useless[1]);
  }
  if (onTimeout !== undefined && timeoutMs === undefined) throw bad('timeoutMs', 'given where `onTimeout` is', undefined);
  if (onTimeout === 'default' && fallback === undefined) throw bad('default', "given where `onTimeout` is 'default'", undefined);
}
