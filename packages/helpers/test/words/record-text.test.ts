import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { recordText } from '../../src/words/record-text.js';

function text(event: object, changes: JournalRecord['changes'] = []): string {
  return recordText({ event: event as JournalRecord['event'], changes }, { nameOf: (n) => `step${n}` });
}

describe('recordText', () => {
  it('tells all that an event tells, and then the states that steps came into by it', () => {
    const event = { type: 'resumed', attempts: [], transformed: [], policies: ['step5: graceMs 1, now 2'] };
    const changes = [
      { n: 0, state: 'Interrupted', cause: 'server lost' },
      { n: 1, state: 'Running', attempt: 2 },
      { n: 2, state: 'Interrupted' },
    ] as const;
    expect(text(event, changes)).toBe(
      'gone on with by a new server; options changed: step5: graceMs 1, now 2; Interrupted: step0, step2; Running: step1 (attempt 2)',
    );
  });

  it('tells only the last of the states of a step, and not that it waits for its turn', () => {
    const command = { type: 'command', call: 'start', moves: [{ row: 'start', steps: [0, 1] }] };
    const changes = [
      { n: 0, state: 'Waiting' },
      { n: 1, state: 'Waiting' },
      { n: 0, state: 'Running', attempt: 1 },
    ] as const;
    expect(text(command, changes)).toBe('start step0, step1; Running: step0 (attempt 1)');
  });

  it('names a few of many steps, and counts the others', () => {
    const steps = Array.from({ length: 1000 }, (_, n) => n);
    const changes = steps.map((n) => ({ n, state: 'Skipped' as const }));
    expect(text({ type: 'command', call: 'skip', moves: [{ row: 'skip', steps }] }, changes)).toBe(
      'skip step0, step1, step2, step3, step4 and 995 more; Skipped: step0, step1, step2, step3, step4 and 995 more',
    );
  });
});
