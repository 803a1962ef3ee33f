import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { recordText, whoText } from '../../src/cli/record-text.js';

const nameOf = (n: number): string => `step${n}`;

function text(event: object, changes: JournalRecord['changes'] = [], isVerbose = false): string {
  const record = { revision: 1, epoch: 1, at: 0, event: event as JournalRecord['event'], changes };
  return recordText(record, { nameOf, isVerbose });
}

describe('recordText', () => {
  it('tells what became of attempts when a run was gone on with', () => {
    const attempts = [
      { n: 0, attempt: 1, fate: 'lost' },
      { n: 1, attempt: 2, fate: 'left behind', processes: [] },
      { n: 2, attempt: 1, fate: 'kept' },
    ];
    const transformed = [{ to: 'To Pause', steps: [3, 4] }];
    expect(text({ type: 'resumed', attempts, transformed, policies: ['step5: graceMs 1, now 2'] })).toBe(
      'gone on with by a new server; step0 attempt 1 lost; step1 attempt 2 left behind; step2 attempt 1 kept; to To Pause: step3, step4; step5: graceMs 1, now 2',
    );
  });

  it('tells processes that are left, and that they are gone', () => {
    const event = { type: 'survivors', n: 1, attempt: 2 };
    expect(text({ ...event, processes: [{ pid: 7, startTime: null, command: 'sleep 9' }] })).toBe(
      'step1 attempt 2: still alive: 7 (sleep 9)',
    );
    expect(text({ ...event, processes: [] })).toBe('step1 attempt 2: its processes are gone');
  });

  it.each([
    [
      { type: 'timer', timer: { kind: 'prompt', n: 1, attempt: 1, promptId: '1.1.1' } },
      'the time to answer 1.1.1 of step1 is over',
    ],
    [{ type: 'timer', timer: { kind: 'grace', n: 1, attempt: 1 } }, 'step1 attempt 1 has not ended in time'],
    [{ type: 'timer', timer: { kind: 'reminder', n: 1, attempt: 1, promptId: '1.1.1' } }, 'step1 still asks (1.1.1)'],
    [{ type: 'timer', timer: { kind: 'attempt', n: 1, attempt: 2 } }, 'step1 attempt 2 has taken too long'],
    [{ type: 'timer', timer: { kind: 'wait', n: 1, at: 5 } }, 'the wait of step1 is over'],
    [{ type: 'limit', tags: { region: 'eu' }, most: 2, reason: 'night' }, 'limit of region=eu: 2 (night)'],
    [{ type: 'limit', tags: { region: 'eu' }, most: null }, 'limit of region=eu: none'],
    [{ type: 'context', key: 'db.host', value: 'pssst' }, 'context: db.host'],
    [{ type: 'withdrawn', n: 1, attempt: 1, promptId: '1.1.1' }, 'step1 wants no answer to 1.1.1 any longer'],
    [{ type: 'message', steps: [0, 1], message: 'x' }, 'message to step0, step1'],
    [{ type: 'note', steps: [], text: 'hm', reason: 'why' }, 'note: hm (why)'],
    [{ type: 'shutdown', reason: 'SIGTERM' }, 'shutdown (SIGTERM)'],
    [
      { type: 'ended', n: 0, attempt: 1, outcome: { ok: false, error: { message: 'no', code: 'E' } } },
      'step0 attempt 1 has failed: no',
    ],
    [{ type: 'of tomorrow', n: 1 }, 'of tomorrow'],
    [{ type: 'toString' }, 'toString'],
  ])('tells %j', (event, expected) => {
    expect(text(event)).toBe(expected);
  });

  it.each([
    [{ ok: true, value: 'late' }, 'step0 attempt 1 is gone'],
    [{ ok: false, error: { message: 'x', code: 'AUTOTRAIL_ATTEMPT_OVER' } }, 'step0 attempt 1 is gone'],
    [{ ok: false, error: { message: 'signal SIGINT' } }, 'step0 attempt 1 is gone: signal SIGINT'],
  ])('tells that an attempt that was ended is gone, whatever it came to: %j', (outcome, expected) => {
    expect(text({ type: 'ended', n: 0, attempt: 1, outcome }, [{ n: 0, ending: null }])).toBe(expected);
  });

  it('names a few of many steps, and counts the others', () => {
    const steps = Array.from({ length: 1000 }, (_, n) => n);
    const changes = steps.map((n) => ({ n, state: 'Skipped' as const }));
    expect(text({ type: 'command', call: 'skip', moves: [{ row: 'skip', steps }] }, changes)).toBe(
      'skip step0, step1, step2, step3, step4 and 995 more; Skipped: step0, step1, step2, step3, step4 and 995 more',
    );
  });

  it('tells an answer only if it is asked to', () => {
    const event = { type: 'reply', promptId: '12.3.4', value: { secret: 1 } };
    expect(text(event)).toBe('reply to 12.3.4 of step12');
    expect(text(event, [], true)).toBe('reply to 12.3.4 of step12: {"secret":1}');
    expect(text({ type: 'context', key: 'db.host', value: 'pssst' }, [], true)).toBe('context: db.host: pssst');
  });
});

describe('whoText', () => {
  it('tells who did it as they said, and where it came from as the server knows it', () => {
    const event = { type: 'shutdown', actor: 'alice', source: 'unix:/run/x.sock#12' } as const;
    expect(whoText(event, 'source')).toBe('alice, unix#12');
    expect(whoText(event, 'path')).toBe('alice, unix:/run/x.sock#12');
    expect(whoText(event, 'name')).toBe('alice');
    for (const detail of ['name', 'source', 'path'] as const) {
      expect(whoText({ type: 'shutdown', source: 'tcp:127.0.0.1:9#1' }, detail)).toBe('tcp:127.0.0.1:9#1');
    }
    expect(whoText({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } }, 'source')).toBe('');
  });
});
