import { buildTrail, step, type TrailEvent } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { happeningsOf } from '../../src/cli/happenings.js';

const trail = buildTrail([[step(() => 1, { name: 'ask' }), step(() => 1, { name: 'below' })]]);

/** What is told of an event, worked into one trail after the other. */
function tell(event: TrailEvent): readonly object[] {
  return happeningsOf({ ...trail.apply(event, 0), epoch: 1 }, (n) => trail.step(n).name);
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
      { type: 'command', at, call: 'start', text: 'start 0 ask, 1 below (alice: go)', actor: 'alice', reason: 'go' },
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
    expect(told).toEqual([{ type: 'command', at, call: 'reply', text: 'reply to 0.1.1 of 0 ask', actor: null, reason: null }]);
  });

  it('tells what a failed attempt said', () => {
    expect(tell({ type: 'ended', n: 0, attempt: 1, outcome: { ok: false, error: { message: 'no space' } } })).toEqual([
      { type: 'state', at, n: 0, name: 'ask', state: 'Paused due to failure', cause: 'failure', error: 'no space' },
    ]);
  });

  it('tells only the last of the states that a step passes through at once', () => {
    const moves = [{ row: 'skip', steps: [0] }];
    expect(tell({ type: 'command', call: 'skip', moves })).toEqual([
      { type: 'command', at, call: 'skip', text: 'skip 0 ask', actor: null, reason: null },
      { type: 'state', at, n: 0, name: 'ask', state: 'Skipped', cause: 'operator' },
      { type: 'state', at, n: 1, name: 'below', state: 'Running', cause: null },
    ]);
  });

  it('tells a note, with the steps it is about', () => {
    expect(tell({ type: 'note', text: 'odd', steps: [1], actor: 'alice' })).toEqual([
      { type: 'note', at, text: 'odd', steps: [{ n: 1, name: 'below' }], actor: 'alice' },
    ]);
  });

  it('tells that a new server goes on with the trail, and which processes it has found', () => {
    const left = { pid: 7, startTime: '1', command: 'sleep 9' };
    const attempts = [{ n: 1, attempt: 1, fate: 'left behind', processes: [left] }] as const;
    const told = tell({ type: 'resumed', attempts, transformed: [], policies: ['below: graceMs 1, now 2'] });
    expect(told.slice(0, 2)).toEqual([
      { type: 'resumed', at, policies: ['below: graceMs 1, now 2'] },
      { type: 'survivors', at, n: 1, name: 'below', processes: [{ pid: 7, command: 'sleep 9' }] },
    ]);
    expect(tell({ type: 'survivors', n: 1, attempt: 1, processes: [] })).toEqual([
      { type: 'survivors', at, n: 1, name: 'below', processes: [] },
    ]);
  });

  it('tells what a failed attempt said that is to be tried again', () => {
    const ended: TrailEvent = { type: 'ended', n: 0, attempt: 1, outcome: { ok: false, error: { message: 'busy' } } };
    const changes = [{ n: 0, state: 'Waiting', cause: 'timer', returnValue: 'busy' }] as const;
    expect(happeningsOf({ revision: 1, epoch: 1, at: 0, event: ended, changes }, () => 'a')).toEqual([
      { type: 'state', at, n: 0, name: 'a', state: 'Waiting', cause: 'timer', error: 'busy' },
    ]);
  });

  it('tells an attempt that failed also where the next one begins at once', () => {
    const retrying = buildTrail([[step(() => 1, { name: 'flaky' }, { retry: { attempts: 3, backoffMs: 0 } })]]);
    const told = (event: TrailEvent) => happeningsOf({ ...retrying.apply(event, 0), epoch: 1 }, () => 'flaky');
    told({ type: 'command', call: 'start', moves: [{ row: 'start', steps: [0] }] });
    expect(told({ type: 'ended', n: 0, attempt: 1, outcome: { ok: false, error: { message: 'no route' } } })).toEqual([
      { type: 'state', at, n: 0, name: 'flaky', state: 'Waiting', cause: 'timer', error: 'no route', until: at },
      { type: 'state', at, n: 0, name: 'flaky', state: 'Running', cause: null },
    ]);
  });

  it('tells that an attempt has not ended in time', () => {
    const slow = buildTrail([[step(() => 1, { name: 'slow' }, { timeoutMs: 5, graceMs: 5 })]]);
    const told = (event: TrailEvent) => happeningsOf({ ...slow.apply(event, 0), epoch: 1 }, () => 'slow');
    told({ type: 'command', call: 'start', moves: [{ row: 'start', steps: [0] }] });
    told({ type: 'timer', timer: { kind: 'attempt', n: 0, attempt: 1 } });
    expect(told({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } })).toEqual([
      { type: 'abandoned', at, n: 0, name: 'slow', attempt: 1 },
    ]);
  });

  it('tells until when a step is held', () => {
    const held = buildTrail([[step(() => 1, { name: 'held' })]]);
    const moves = [{ row: 'pause', steps: [0] }];
    const event: TrailEvent = { type: 'command', call: 'pause', moves, until: 60_000 };
    expect(happeningsOf({ ...held.apply(event, 0), epoch: 1 }, () => 'held')).toMatchObject([
      { text: 'pause 0 held until 1970-01-01T00:01:00.000Z' },
      { state: 'Paused', until: '1970-01-01T00:01:00.000Z' },
    ]);
  });

  it('tells which answers a prompt takes and from whom, and tells it again as a reminder', () => {
    const asking = buildTrail([[step(() => 1, { name: 'ask' })]]);
    const told = (event: TrailEvent) => happeningsOf({ ...asking.apply(event, 0), epoch: 1 }, () => 'ask');
    told({ type: 'command', call: 'start', moves: [{ row: 'start', steps: [0] }] });
    const terms = { choices: ['now', 'later'], mayAnswer: ['alice'] };
    const prompt = { type: 'prompt', at, n: 0, name: 'ask', promptId: '0.1.1', message: 'Go?', ...terms };
    expect(told({ type: 'prompt', n: 0, attempt: 1, promptId: '0.1.1', message: 'Go?', ...terms, remindMs: 5 })).toEqual([
      prompt,
    ]);
    const timer = { kind: 'reminder', n: 0, attempt: 1, promptId: '0.1.1' } as const;
    expect(told({ type: 'timer', timer })).toEqual([{ ...prompt, reminders: 1 }]);
  });

  it('tells which limit was set and what of the context, by whom, and not to what: that may be a secret', () => {
    const by = { actor: 'alice', reason: 'night' };
    expect(tell({ type: 'limit', tags: {}, most: 1, ...by })).toEqual([
      { type: 'command', at, call: 'set_limit', text: 'limit: at most 1 at a time of all steps (alice: night)', ...by },
    ]);
    expect(tell({ type: 'context', key: 'db.host', value: 'pssst', ...by })).toEqual([
      { type: 'command', at, call: 'set_context', text: 'context: db.host was set (alice: night)', ...by },
    ]);
  });

  it('tells that a command has affected nothing', () => {
    expect(tell({ type: 'command', call: 'fail', moves: [], actor: 'alice' })).toMatchObject([
      { text: 'fail (alice): no step affected' },
    ]);
  });

  it('tells of an event that nobody knows what it has changed', () => {
    const event = { type: 'of tomorrow', n: 7 } as unknown as TrailEvent;
    expect(happeningsOf({ revision: 1, epoch: 1, at: 0, event, changes: [{ n: 0, state: 'Paused' }] }, () => 'a')).toEqual([
      { type: 'state', at, n: 0, name: 'a', state: 'Paused', cause: null },
    ]);
  });
});
