import { TRANSITIONS } from '@autotrail/layer1';
import { beforeAll, describe, expect, it } from 'vitest';
import { explorations } from '../../src/kernel/exhaustive-plan.js';
import { CALLS, ENGINE_MOVES } from '../../src/kernel/specification.js';
import { type Printed, runMain } from '../support/run-main.js';

const PROMISES = {
  1: 'no step starts before its parents are done',
  2: 'a step has one open attempt at most, and attempt numbers only grow',
  3: 'a step is shown as running exactly while an attempt of it is wanted, with its cause and who decided',
  4: 'nothing starts before start, after shutdown, or while its step is held or marked',
  5: 'a trail goes on, is finished, or names what it waits for',
  6: 'what is over stays over, unless a trail that is taken up is told otherwise',
  7: 'no step has a second attempt at work, also while the first is ending',
  8: 'a condition leaves out exactly the branch that stands and falls with it, and takes it back when it no longer fails',
  11: 'what is run again, done or given up by hand is just what was named, and what depends on it where that was asked for',
  13: 'dry runs and forks leave the trail as it is, and foresee what the call does',
  16: 'what is refused, or affects nothing, leaves the trail as it is',
  18: 'results, prompts and timers of attempts that are over change nothing',
  23: 'a prompt is answered at most once, and only while its attempt is under way',
  24: 'whatever ends by itself, prompts, attempts and waits, is timed by whichever server is there',
  26: 'folding what was noted leads to the state that was noted',
  32: 'no trail breaks a rule of its own',
} as const;

describe('Every trail of up to three steps, in every state it can come to', () => {
  let printed: Printed;
  beforeAll(async () => {
    printed = await runMain('kernel/exhaustive-main');
  }, 600_000);

  for (const [invariant, words] of Object.entries(PROMISES)) {
    it(`invariant ${invariant}: ${words}`, () => {
      expect(printed.told).not.toContain(`invariant ${invariant}:`);
      expect(printed.figures.transitions).toBeGreaterThan(4_500_000);
    });
  }

  it('breaks no promise, and meets every call and event in every state there is a cell for', () => {
    expect(printed.told).toBe('');
    expect(printed.exitCode).toBe(0);
    expect(printed.figures).toMatchObject({ breaches: 0, cells: 511 });
    expect(printed.figures.leastMet).toBeGreaterThan(0);
    expect(printed.figures.states).toBeGreaterThan(450_000);
    expect(printed.figures.idle).toBeGreaterThan(20_000_000);
    expect(printed.figures.looks).toBeGreaterThan(220_000);
  });
});

describe('What is explored', () => {
  it('takes in every set of edges over one, two and three steps, whether they lead on from success or from failure', () => {
    const sketches = explorations(false).map(({ sketch: { kinds, edges, failures = [] } }) => [kinds.length, edges, failures]);
    expect(new Set(sketches.map((sketch) => JSON.stringify(sketch))).size).toBe(1 + 3 + 27);
  });

  it('is specified for every row of the table, from just the states the table names', () => {
    const specified = new Map([...[...CALLS].map(([row, { from }]) => [row, from] as const), ...ENGINE_MOVES]);
    const rows = Object.entries(TRANSITIONS.rows).map(([row, { from }]) => [row, from.toSorted()] as const);
    expect(new Map([...specified].map(([row, from]) => [row, from.toSorted()]))).toEqual(new Map(rows));
  });
});
