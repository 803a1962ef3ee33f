import type { DescribedStep } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { stepFacts } from '../../src/words/step-facts.js';

const STEP: DescribedStep = {
  n: 2,
  name: 'deploy',
  tags: { n: 2, name: 'deploy', phase: 'live now' },
  state: 'Running',
  cause: null,
  by: { actor: 'ann', reason: 'again' },
  provenance: null,
  waitsFor: 'prompt',
  until: null,
  since: '2026-01-31T08:00:00.000Z',
  attempt: 3,
  attempts: [
    { attempt: 1, startedAt: 'T1', endedAt: 'T2', state: 'Waiting', cause: 'timer' },
    { attempt: 2, startedAt: 'T3', endedAt: 'T4', state: 'Interrupted', cause: 'operator' },
  ],
  abandoned: null,
  survivors: [{ pid: 7, startTime: null, command: 'sleep 9' }],
  returnValue: null,
  prompts: [{ id: '2.3.1', message: 'Go?', choices: [true, false] }],
  waitingForResponse: { id: '2.3.1', message: 'Go?', choices: [true, false] },
  outputMessages: ['one', { two: 2 }],
  inputMessages: [],
  promptMessages: ['Go?'],
  allowed: ['mark_done', 'unset_pause_on_fail'],
  policy: {
    pauseOnFail: true,
    skipProgenyOnFailure: false,
    graceMs: 10,
    idempotent: false,
    retry: { attempts: 3, backoffMs: 0, factor: 2, maxBackoffMs: 1, jitter: 0 },
  },
  parents: [0, 1],
  children: [],
  uses: [],
  reads: ['db.host'],
};

describe('stepFacts', () => {
  it('tells all of a step in words, a text for each attempt, prompt, process and message', () => {
    expect(stepFacts(STEP)).toEqual([
      ['tags', ["n:=2 name=deploy 'phase=live now'"]],
      ['state', ['Running']],
      ['by', ['ann: again']],
      ['waitsFor', ['prompt']],
      ['since', ['2026-01-31T08:00:00.000Z']],
      ['attempt', ['3']],
      ['attempts', ['1: Waiting to be tried again (timer), T1 to T2', '2: Interrupted (operator), T3 to T4']],
      ['survivors', ['7 (sleep 9)']],
      ['prompts', ['2.3.1: Go? (one of true, false)']],
      ['outputMessages', ['one', '{"two":2}']],
      ['promptMessages', ['Go?']],
      ['allowed', ['mark-done, pause-on-fail off']],
      [
        'policy',
        [
          'pauseOnFail true, skipProgenyOnFailure false, graceMs 10, idempotent false, ' +
            'retry (attempts 3, backoffMs 0, factor 2, maxBackoffMs 1, jitter 0)',
        ],
      ],
      ['parents', ['0, 1']],
      ['reads', ['db.host']],
    ]);
  });

  it('tells what was returned as it is, and what a newer version knows of a step', () => {
    const facts = stepFacts({ ...STEP, returnValue: ['a'], ...{ weather: { sky: ['blue', null] } } });
    expect(facts).toContainEqual(['returnValue', ['["a"]']]);
    expect(facts).toContainEqual(['weather', ['sky (blue, null)']]);
  });
});
