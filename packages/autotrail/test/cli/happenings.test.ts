import { buildTrail, type JournalRecord, step, type TrailEvent } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { happeningsOf } from '../../src/cli/happenings.js';

const trail = buildTrail([[step(() => 1, { name: 'ask' }), step(() => 1, { name: 'below' })]]);

/** What is told of an event, worked into one trail after the other. */
function tell(event: TrailEvent): readonly object[] {
  return happeningsOf(trail.apply(event, 0) as JournalRecord, (n) => trail.step(n).name);
}

const at = '1970-01-01T00:00:00.000Z';
const start: TrailEvent = {
  type: 'command',
  call: 'start',
  moves: [{ row: 'start', steps: [0, 1] }],
  actor: 'alice',
  reason: 'go',
};

describe('happeningsOf', () => {
  it('tells who gave a command, and in which state each step is after it', () => {
    expect(tell(start)).toEqual([
      { type: 'command', at, call: 'start', actor: 'alice', reason: 'go' },
      { type: 'state', at, n: 0, name: 'ask', state: 'Running', cause: null },
      { type: 'state', at, n: 1, name: 'below', state: 'Waiting', cause: null },
    ]);
  });

  it('tells a prompt with the id that answers it', () => {
    const event: TrailEvent = { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.1', message: { host: '?' } };
    expect(tell(event)).toEqual([{ type: 'prompt', at, n: 0, name: 'ask', promptId: '0.1.1', message: { host: '?' } }]);
  });

  it('tells no prompt of an attempt that is over', () => {
    expect(tell({ type: 'prompt', n: 0, attempt: 7, promptId: '0.7.1', message: 'late' })).toEqual([]);
  });

  it('tells of an answer that it came, not the answer: that may be a secret', () => {
    const told = tell({ type: 'reply', promptId: '0.1.1', value: 'pssst' });
    expect(told).toEqual([{ type: 'command', at, call: 'reply', actor: null, reason: null }]);
  });

  it('tells what a failed attempt said', () => {
    expect(tell({ type: 'ended', n: 0, attempt: 1, outcome: { ok: false, error: { message: 'no space' } } })).toEqual([
      { type: 'state', at, n: 0, name: 'ask', state: 'Paused due to failure', cause: 'failure', error: 'no space' },
    ]);
  });

  it('tells only the last of the states that a step passes through at once', () => {
    const moves = [{ row: 'skip', steps: [0] }];
    expect(tell({ type: 'command', call: 'skip', moves })).toEqual([
      { type: 'command', at, call: 'skip', actor: null, reason: null },
      { type: 'state', at, n: 0, name: 'ask', state: 'Skipped', cause: 'operator' },
      { type: 'state', at, n: 1, name: 'below', state: 'Running', cause: null },
    ]);
  });
});
