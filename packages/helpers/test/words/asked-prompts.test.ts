import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { askedPrompts } from '../../src/words/asked-prompts.js';

const asking = { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.1', message: 'Go?' } as const;
const prompt = { id: '0.1.1', message: 'Go?', status: 'open', deadline: 0, timeoutMs: 5, remindMs: 1, isChecked: true } as const;
const changes: JournalRecord['changes'] = [{ n: 0, prompts: [{ ...prompt, id: '0.1.0' }, prompt] }];

describe('askedPrompts', () => {
  it('has the prompt that is asked, as a status shows it', () => {
    expect(askedPrompts({ event: asking, changes })).toEqual([
      { id: '0.1.1', message: 'Go?', deadline: '1970-01-01T00:00:00.000Z' },
    ]);
  });

  it('has it again when somebody is reminded of it, and not when anything else happens to it', () => {
    const timer = { n: 0, attempt: 1, promptId: '0.1.1' };
    expect(askedPrompts({ event: { type: 'timer', timer: { kind: 'reminder', ...timer } }, changes })).toHaveLength(1);
    expect(askedPrompts({ event: { type: 'timer', timer: { kind: 'prompt', ...timer } }, changes })).toEqual([]);
  });
});
