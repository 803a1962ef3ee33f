import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { type EventWords, eventTexts } from '../../src/words/event-texts.js';

const nameOf = (n: number): string => `step${n}`;

function texts(event: object, changes: JournalRecord['changes'] = [], words: Partial<EventWords> = {}): readonly string[] {
  return eventTexts({ event: event as JournalRecord['event'], changes }, { nameOf, ...words });
}

const promptTimer = { kind: 'prompt', n: 1, attempt: 1, promptId: '1.1.1' };
const reminder = { ...promptTimer, kind: 'reminder' };
const prompt = { id: '1.1.1', status: 'open', message: 'Go?', choices: ['now'], deadline: 0, reminders: 1 } as const;
const asked = { type: 'prompt', n: 1, attempt: 1, promptId: '1.1.1', message: 'Go?' };

describe('eventTexts', () => {
  it.each([
    [{ type: 'created', run: 'r', trail: 't', definition: { steps: [{}] } }, 'run r of t begun, 1 step'],
    [{ type: 'created', run: 'r', trail: 't', definition: { steps: [{}, {}] } }, 'run r of t begun, 2 steps'],
    [{ type: 'command', call: 'start', moves: [] }, 'start: no step affected'],
    [{ type: 'command', call: 'fail', moves: [{ row: 'fail', steps: [] }] }, 'fail: no step affected'],
    [{ type: 'command', call: 'next_steps', moves: [{ row: 'next_steps', steps: [1] }] }, 'next step1'],
    [{ type: 'command', call: 'unset_pause_on_fail', moves: [{ row: 'x', steps: [1] }] }, 'pause-on-fail off step1'],
    [
      { type: 'command', call: 'pause', moves: [{ row: 'x', steps: [1] }], until: 0 },
      'pause step1 until 1970-01-01T00:00:00.000Z',
    ],
    [{ type: 'command', call: 'mark_done', moves: [{ row: 'x', steps: [1] }], value: 'pssst' }, 'mark-done step1'],
    [
      {
        type: 'command',
        call: 'rerun',
        moves: [
          { row: 'rerun_below', steps: [2] },
          { row: 'rerun', steps: [1] },
        ],
      },
      'rerun --below step2, step1',
    ],
    [
      {
        type: 'command',
        call: 'stop',
        moves: [
          { row: 'a', steps: [0, 1] },
          { row: 'b', steps: [1] },
        ],
      },
      'stop step0, step1',
    ],
    [{ type: 'timer', timer: promptTimer }, 'step1: the time to answer 1.1.1 is over'],
    [{ type: 'timer', timer: { kind: 'grace', n: 1, attempt: 1 } }, 'step1: attempt 1 has not ended in time'],
    [{ type: 'timer', timer: { kind: 'attempt', n: 1, attempt: 2 } }, 'step1: attempt 2 has taken too long'],
    [{ type: 'timer', timer: { kind: 'wait', n: 1, at: 5 } }, 'step1: its wait is over'],
    [{ type: 'timer', timer: { kind: 'of tomorrow', n: 1 } }, 'timer'],
    [{ type: 'timer', timer: reminder }, 'step1 still asks (1.1.1)'],
    [{ type: 'limit', tags: { region: 'eu' }, most: 2 }, 'limit: at most 2 at a time of region=eu'],
    [{ type: 'limit', tags: {}, most: null }, 'limit: any number at a time of all steps'],
    [{ type: 'context', key: 'db.host', value: 'pssst' }, 'context: db.host was set'],
    [{ type: 'withdrawn', n: 1, attempt: 1, promptId: '1.1.1' }, 'step1: 1.1.1 is withdrawn'],
    [{ type: 'message', steps: [0, 1], message: 'pssst' }, 'message to step0, step1'],
    [{ type: 'reply', promptId: '12.3.4', value: 'pssst' }, 'reply to 12.3.4 of step12'],
    [{ type: 'note', steps: [], text: 'hm' }, 'note: hm'],
    [{ type: 'note', steps: [1], text: 'hm' }, 'note on step1: hm'],
    [{ type: 'shutdown' }, 'shutdown'],
    [{ type: 'survivors', n: 1, attempt: 2, processes: [] }, 'step1: processes of attempt 2 are gone'],
    [asked, 'step1 asks (1.1.1): Go?'],
    [{ type: 'of tomorrow', n: 1 }, 'of tomorrow'],
    [{ type: 'toString' }, 'toString'],
  ])('tells %j', (event, expected) => {
    expect(texts(event)).toEqual([expected]);
  });

  it.each([
    [{ ok: true, value: 1 }, 'has succeeded', 'is gone'],
    [{ ok: false, error: { message: 'signal SIGINT' } }, 'has failed: signal SIGINT', 'is gone: signal SIGINT'],
    [{ ok: false, error: { message: 'x', code: 'AUTOTRAIL_ATTEMPT_OVER' } }, 'has failed: x', 'is gone'],
  ])('tells what an attempt came to, and of one that was ended that it is gone: %j', (outcome, how, gone) => {
    const event = { type: 'ended', n: 0, attempt: 1, outcome };
    expect(texts(event, [{ n: 1, ending: null }])).toEqual([`step0: attempt 1 ${how}`]);
    expect(texts(event, [{ n: 0, ending: null }])).toEqual([`step0: attempt 1 ${gone}`]);
  });

  it('tells what became of attempts, states and options when a run was gone on with, each for itself', () => {
    const attempts = [
      { n: 0, attempt: 1, fate: 'lost' },
      { n: 1, attempt: 2, fate: 'left behind', processes: [] },
      { n: 2, attempt: 1, fate: 'kept' },
    ];
    const transformed = [{ to: 'To Pause', steps: [3, 4] }];
    expect(texts({ type: 'resumed', attempts, transformed, policies: ['step5: graceMs 1, now 2'] })).toEqual([
      'gone on with by a new server',
      'step0: attempt 1 lost',
      'step1: attempt 2 left behind',
      'step2: attempt 1 kept',
      'put into To Pause: step3, step4',
      'options changed: step5: graceMs 1, now 2',
    ]);
  });

  it('tells how a question may be answered, also when somebody is reminded of it', () => {
    const changes = [{ n: 1, prompts: [{ ...prompt, id: '1.1.0', message: 'Another?' }, prompt] }];
    const terms = 'Go? (one of now; until 1970-01-01T00:00:00.000Z, then it fails; reminded once)';
    expect(texts(asked, changes)).toEqual([`step1 asks (1.1.1): ${terms}`]);
    expect(texts({ type: 'timer', timer: reminder }, changes)).toEqual([`step1 still asks (1.1.1): ${terms}`]);
  });

  it('tells who did it and why, before what was said', () => {
    const note = { type: 'note', steps: [], text: 'odd', actor: 'ann', reason: 'test' };
    expect(texts(note)).toEqual(['note (ann: test): odd']);
    expect(texts({ ...note, reason: undefined })).toEqual(['note (ann): odd']);
    expect(texts({ type: 'shutdown', reason: 'SIGTERM' })).toEqual(['shutdown (SIGTERM)']);
  });

  it('leaves out who did it where they are told elsewhere', () => {
    const by = { actor: 'ann', reason: 'test' };
    expect(texts({ type: 'shutdown', ...by }, [], { hasActor: false })).toEqual(['shutdown (test)']);
    expect(texts({ type: 'shutdown', actor: 'ann' }, [], { hasActor: false })).toEqual(['shutdown']);
  });

  it('says who gave a command that affected nothing, and that it did not', () => {
    const fail = { type: 'command', call: 'fail', moves: [], actor: 'root', reason: 'disk' };
    expect(texts(fail)).toEqual(['fail (root: disk): no step affected']);
  });

  it.each([
    [{ type: 'command', call: 'mark_done', moves: [{ row: 'x', steps: [1] }], value: 'pssst' }, 'mark-done step1 (why): pssst'],
    [{ type: 'reply', promptId: '1.1.1', value: { secret: 1 } }, 'reply to 1.1.1 of step1 (why): {"secret":1}'],
    [{ type: 'message', steps: [1], message: 'pssst' }, 'message to step1 (why): pssst'],
    [{ type: 'context', key: 'db.host', value: 'pssst' }, 'context: db.host was set (why): pssst'],
  ])('tells what was answered, sent and set only if it is asked to: %j', (event, expected) => {
    expect(texts({ ...event, reason: 'why' }, [], { hasValues: true })).toEqual([expected]);
    expect(texts(event).join()).not.toMatch(/secret|pssst/);
  });
});
