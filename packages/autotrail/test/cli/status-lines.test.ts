import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hintLines } from '../../src/cli/hints.js';
import { type ShownStatus, statusTable } from '../../src/cli/status-lines.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');

function status(n: number, values: Partial<ShownStatus> = {}): ShownStatus {
  const prompts = values.prompts ?? [];
  return {
    n,
    name: `step${n}`,
    state: 'Waiting',
    cause: null,
    by: null,
    until: null,
    provenance: null,
    since: null,
    returnValue: null,
    waitingForResponse: prompts[0] ?? null,
    abandoned: null,
    survivors: [],
    ...values,
    prompts,
  };
}

function texts(steps: readonly ShownStatus[]): readonly string[] {
  return statusTable(steps, NOW, Number.POSITIVE_INFINITY).lines.map((line) => (typeof line === 'string' ? line : line.text));
}

describe('statusTable', () => {
  it('shows the steps that wait for a person first, the others by their numbers', () => {
    const steps = [
      status(0, { state: 'Succeeded' }),
      status(1),
      status(2, { state: 'Running', prompts: [{ id: '2.1.1', message: ['Go?'] }] }),
      status(3, { state: 'Paused', cause: 'operator' }),
    ];
    expect(texts(steps)).toEqual([
      'n  state      step   for  why       asks',
      '2  Running    step2                 ["Go?"]',
      '3  Paused     step3       operator',
      '0  Succeeded  step0',
      '1  Waiting    step1',
    ]);
  });

  it.each([
    [-5, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [86_399, '23 h'],
    [86_400, '1 d'],
    [864_000, '10 d'],
  ])('says of %i seconds: %s', (seconds, words) => {
    const [, line] = texts([status(0, { since: new Date(NOW - seconds * 1000).toISOString() })]);
    expect(line).toBe(`0  Waiting  step0  ${words}`);
  });

  it('says why a step failed', () => {
    const [, line] = texts([status(0, { state: 'Failed', cause: 'failure', returnValue: 'no space' })]);
    expect(line).toBe('0  Failed  step0       failure: no space');
  });

  it('says that an attempt may still be at work though nobody waits for it', () => {
    const [, line] = texts([status(0, { state: 'Interrupted', cause: 'operator', abandoned: 2 })]);
    expect(line).toBe('0  Interrupted  step0       operator; attempt 2 was abandoned');
  });

  it('says which processes of a step are alive that nobody ends', () => {
    const survivors = [
      { pid: 7, startTime: null, command: 'sleep 9' },
      { pid: 8, startTime: null, command: '' },
    ];
    const [, line] = texts([status(0, { state: 'Interrupted', cause: 'server lost', survivors })]);
    expect(line).toBe('0  Interrupted  step0       server lost; its processes are still alive: 7 (sleep 9), 8');
  });

  it('shows every step once', () => {
    const states = fc.constantFrom('Ready', 'Running', 'Paused', 'Interrupted', 'Failed') as fc.Arbitrary<ShownStatus['state']>;
    fc.assert(
      fc.property(fc.array(states, { maxLength: 20 }), (some) => {
        const shown = texts(some.map((state, n) => status(n, { state }))).slice(1);
        expect(shown.map((line) => Number(line.split(' ')[0])).sort((a, b) => a - b)).toEqual(some.map((_, n) => n));
      }),
    );
  });
});

describe('hintLines', () => {
  it('gives the exact command for everything that waits for a person', () => {
    const prompts = [
      { id: '0.1.1', message: 'a' },
      { id: '0.1.2', message: 'b' },
    ];
    expect(hintLines([status(0, { prompts }), status(1, { state: 'Interrupted' }), status(2)], 'autotrail --trail x')).toEqual([
      'Waiting for a person:',
      '  autotrail --trail x reply 0.1.1 --yes    (or --no, or a value)',
      '  autotrail --trail x reply 0.1.2 --yes    (or --no, or a value)',
      '  autotrail --trail x resume -n 1    (or mark-done, fail, skip, or block)',
    ]);
  });

  it('tells the only answers there are, and who may give them', () => {
    const prompts = [
      { id: '0.1.1', message: 'a', choices: ['go on', 'quit', 3, { deep: true }], mayAnswer: ['alice', 'bob'] },
      { id: '0.1.2', message: 'b', choices: [true] },
      { id: '0.1.3', message: 'c', mayAnswer: ['bob'] },
    ];
    expect(hintLines([status(0, { prompts })], 'autotrail')).toEqual([
      'Waiting for a person:',
      `  autotrail reply 0.1.1 --actor alice 'go on'    (or quit, 3, '{"deep":true}'; answered by alice, bob)`,
      '  autotrail reply 0.1.2 --yes    (the only answer)',
      '  autotrail reply 0.1.3 --actor bob --yes    (or --no, or a value; answered by bob)',
    ]);
  });

  it('offers to give a step up only where there is an attempt to give up', () => {
    expect(
      hintLines([status(1, { state: 'Paused' }), status(2, { state: 'Paused due to failure' })], 'autotrail').slice(1),
    ).toEqual([
      '  autotrail resume -n 1    (or mark-done, skip, or block)',
      '  autotrail resume -n 2    (or mark-done, fail, skip, or block)',
    ]);
  });

  it('says nothing where nobody is waited for', () => {
    expect(hintLines([status(0)], 'autotrail')).toEqual([]);
  });
});
