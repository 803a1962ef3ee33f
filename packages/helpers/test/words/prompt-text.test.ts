import { describe, expect, it } from 'vitest';
import { askingText, promptTerms, promptText } from '../../src/words/prompt-text.js';

describe('promptText', () => {
  it('says how a question may be answered, by whom and until when, on one line', () => {
    const text = promptText({
      message: ['Go\u001b[2J?'],
      default: null,
      schema: { type: 'number' },
      mayAnswer: ['ann'],
      deadline: '2026-01-31T08:00:00.000Z',
      onTimeout: 'default',
      reminders: 2,
    });
    expect(text).toBe(
      '["Go\\u001b[2J?"] (mostly null; as in {"type":"number"}; answered by ann; ' +
        'until 2026-01-31T08:00:00.000Z, then the default stands; reminded 2 times)',
    );
  });

  it('is just the question where that is all there is', () => {
    expect(promptText({ message: 'Go on?' })).toBe('Go on?');
  });
});

describe('askingText', () => {
  it('says who asks, and what the answer is to be sent to', () => {
    expect(askingText('check', { id: '0.1.1', message: 'Go on?', choices: [true, false] })).toBe(
      'check asks (0.1.1): Go on? (one of true, false)',
    );
  });
});

describe('promptTerms', () => {
  it('says how a question may be answered, without the question', () => {
    expect(promptTerms({ choices: ['now', 1], default: 1, onTimeout: 'skip' })).toBe('one of now, 1; mostly 1');
    expect(promptTerms({})).toBe('');
  });
});
