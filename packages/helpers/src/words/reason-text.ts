import type { DecidedBy, StepStatus } from '@autotrail/layer1';
import { jsonText } from './json-text.js';

/** What of a step's status says why it is in its state. */
export type ReasonFields = {
  readonly [K in 'cause' | 'by' | 'until' | 'provenance' | 'returnValue' | 'abandoned']?: StepStatus[K] | undefined;
};

/**
 * Why a step is in its state, in words: when a wait ends by itself; the cause with the message of a failure, or how else it came about,
 * which may be long; who decided it and why; and which attempt of it may still be at work. Empty where there is nothing to say.
 *
 * @example
 * reasonText({ cause: 'operator', provenance: 'by hand', by: { actor: 'ann', reason: 'copied it' } }); // 'by hand (ann: copied it)'
 */
export function reasonText(step: ReasonFields): string {
  const { by = null, until = null, abandoned = null, provenance } = step;
  // What held a step does so no longer once it cannot be reached.
  const isHeldBy = provenance !== 'unreachable';
  const who = by === null || !isHeldBy ? '' : decidedText(by);
  const told = [
    until === null || !isHeldBy ? '' : `until ${until}`,
    [howText(step), who === '' ? null : `(${who})`].filter((text) => text !== null).join(' '),
    abandoned === null ? '' : `attempt ${abandoned} was abandoned`,
  ];
  return told.filter((text) => text !== '').join('; ');
}

/** Who decided it and why, as they said. Empty where they said neither. */
export function decidedText({ actor, reason }: DecidedBy): string {
  return [actor, reason].filter((text) => text !== undefined).join(': ');
}

/** Whether {@link reasonText} tells what the newest attempt returned: where it failed, that is the message of its error. */
export function tellsReturnValue({ cause, until = null, returnValue = null }: ReasonFields): boolean {
  if (returnValue === null) return false;
  return cause === 'failure' || cause === 'timeout' || (cause === 'timer' && until !== null);
}

function howText(step: ReasonFields): string | null {
  const { cause = null, provenance, returnValue = null } = step;
  if (provenance === 'by hand' || provenance === 'unreachable') return provenance;
  return tellsReturnValue(step) ? `${cause}: ${jsonText(returnValue)}` : cause;
}
