import { describe, expect, it } from 'vitest';
import { closePrompt, openPrompts, type Prompt } from '../../src/trail/prompt.js';
import { initialRecord, type StepRecord, withChange } from '../../src/trail/record.js';

const policy = { pauseOnFail: false, skipProgenyOnFailure: true, graceMs: 1, idempotent: false };
const prompts: readonly Prompt[] = [
  { id: '0.1.1', message: 'First?', status: 'answered' },
  { id: '0.1.2', message: 'Second?', status: 'open' },
  { id: '0.1.3', message: 'Third?', status: 'open' },
];

describe('initialRecord', () => {
  it('takes over what the step says about failures', () => {
    expect(initialRecord(policy)).toEqual({
      state: 'Ready',
      cause: null,
      by: null,
      since: 0,
      until: null,
      attempt: 0,
      tries: 0,
      attempts: [],
      ending: null,
      abandoned: null,
      survivors: [],
      returnValue: null,
      pauseOnFail: false,
      prompts: [],
      inputMessages: [],
    });
  });
});

describe('openPrompts', () => {
  it('answers those that wait for an answer, oldest first', () => {
    const record = initialRecord(policy);
    expect(openPrompts(record)).toEqual([]);
    expect(openPrompts({ ...record, prompts }).map(({ id }) => id)).toEqual(['0.1.2', '0.1.3']);
  });
});

describe('closePrompt', () => {
  it('closes the one of that id, in a list of its own', () => {
    const before = structuredClone(prompts);
    expect(closePrompt(prompts, '0.1.2', 'timed out').map(({ status }) => status)).toEqual(['answered', 'timed out', 'open']);
    expect(closePrompt(prompts, '0.1.3', 'withdrawn').map(({ status }) => status)).toEqual(['answered', 'open', 'withdrawn']);
    expect(closePrompt(prompts, 'none', 'ended')).toEqual(prompts);
    expect(prompts).toEqual(before);
  });
});

describe('withChange', () => {
  const before = initialRecord(policy);

  it('adds an input to those before, also where the value is null', () => {
    const after = withChange(withChange(before, { n: 0, input: 'one' }), { n: 0, input: null });
    expect(after).toEqual({ ...before, inputMessages: ['one', null] });
  });

  it('starts the inputs anew where the list itself is given', () => {
    const asked = withChange(before, { n: 0, input: 'one' });
    expect(withChange(asked, { n: 0, inputMessages: [] })).toEqual(before);
  });

  it('takes null for a value, and undefined for none', () => {
    const by = { actor: 'Ada', reason: 'late' };
    const ending: StepRecord = { ...before, ending: 1, cause: 'operator', by, until: 5, returnValue: 'x' };
    const cleared = { n: 0, ending: null, cause: null, by: null, until: null, returnValue: null };
    expect(withChange(ending, cleared)).toEqual(before);
    expect(withChange(ending, { n: 0 })).toEqual(ending);
  });
});
