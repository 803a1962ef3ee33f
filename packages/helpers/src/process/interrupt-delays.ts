import { checkOptions, type OptionRule } from '../check-options.js';

/** How long what is interrupted may take to end. */
export interface InterruptDelays {
  /** From SIGINT to SIGTERM, in milliseconds. Minimum 0. @default 2000 */
  readonly terminateMs?: number;
  /** From SIGTERM to SIGKILL, in milliseconds. Minimum 0. @default 3000 */
  readonly killMs?: number;
}

/** What an operator may still need to end, beyond the delays: the output of what was killed. */
const GRACE_MARGIN_MS = 5_000;

const DURATION: OptionRule = {
  expected: 'a number of milliseconds from 0 up',
  isValid: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
};

/**
 * Fills in the defaults.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` or `AUTOTRAIL_UNKNOWN_OPTION`, naming the owner.
 */
export function readInterruptDelays(owner: string, delays: InterruptDelays = {}): Required<InterruptDelays> {
  checkOptions(`interruptDelays of ${owner}`, delays, { terminateMs: DURATION, killMs: DURATION });
  return { terminateMs: delays.terminateMs ?? 2_000, killMs: delays.killMs ?? 3_000 };
}

/** How long an action that is ended with these delays may take to be gone, in milliseconds. */
export function graceOf({ terminateMs, killMs }: Required<InterruptDelays>): number {
  return terminateMs + killMs + GRACE_MARGIN_MS;
}
