import { describe, expect, it } from 'vitest';
import { lastChanges, toldChanges } from '../../src/words/last-changes.js';

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

describe('toldChanges', () => {
  const failed = { n: 1, state: 'Waiting', cause: 'timer', returnValue: 'busy', until: 5 } as const;

  it('has an attempt that failed before the one that was begun at once', () => {
    const running = { n: 1, state: 'Running', cause: null, attempt: 2, returnValue: null } as const;
    expect(toldChanges([failed, { n: 1, until: null }, running])).toEqual([failed, { ...running, until: null }]);
  });

  it('has it before the slot that the step waits for', () => {
    const [first, last, ...others] = toldChanges([failed, { n: 1, cause: 'slot', until: null }]);
    expect([first, others]).toEqual([failed, []]);
    expect(last).toMatchObject({ state: 'Waiting', cause: 'slot' });
  });

  it('has it once where the step waits until it is tried again', () => {
    expect(toldChanges([failed, { n: 1, ending: 1 }])).toEqual([{ ...failed, ending: 1 }]);
  });
});
