import { describe, expect, it } from 'vitest';
import { lastChanges } from '../../src/words/last-changes.js';

describe('lastChanges', () => {
  it('has each step once, with the last of the states that it passes through, and all else that was changed of it', () => {
    const changes = [
      { n: 1, state: 'Waiting', cause: null },
      { n: 0, state: 'Waiting' },
      { n: 1, state: 'Running', attempt: 1 },
    ] as const;
    expect(lastChanges(changes)).toEqual([
      { n: 1, state: 'Running', cause: null, attempt: 1 },
      { n: 0, state: 'Waiting' },
    ]);
  });
});
