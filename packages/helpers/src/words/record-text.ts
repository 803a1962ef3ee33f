import { type JournalRecord, type StepChange, StepState } from '@autotrail/layer1';
import { type EventWords, eventTexts } from './event-texts.js';
import { lastChanges } from './last-changes.js';
import { namesText } from './names-text.js';

/**
 * What a record of a trail's journal tells, in a line: its event as {@link eventTexts} tells it, and into which states steps came by it.
 *
 * @example
 * const event = { type: 'command', call: 'skip', moves: [{ row: 'skip', steps: [2] }] } as const;
 * recordText({ event, changes: [{ n: 2, state: 'Skipped' }] }, { nameOf: () => 'deploy' }); // 'skip deploy; Skipped: deploy'
 */
export function recordText(record: Pick<JournalRecord, 'event' | 'changes'>, words: EventWords): string {
  return [...eventTexts(record, words), ...becameTexts(record.changes, words)].join('; ');
}

/** States that steps came into, each with its steps. That a step waits for its turn is nothing to look at. */
function becameTexts(changes: readonly StepChange[], { nameOf }: EventWords): readonly string[] {
  const steps = new Map<string, string[]>();
  for (const { n, state, attempt } of lastChanges(changes)) {
    if (state === undefined || state === StepState.Waiting) continue;
    const name = state === StepState.Running && attempt !== undefined ? `${nameOf(n)} (attempt ${attempt})` : nameOf(n);
    steps.set(state, [...(steps.get(state) ?? []), name]);
  }
  return [...steps].map(([state, names]) => `${state}: ${namesText(names)}`);
}
