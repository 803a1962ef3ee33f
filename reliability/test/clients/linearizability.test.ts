import { describe, expect, it } from 'vitest';
import type { History, Operation } from '../../src/clients/history.js';
import { overlap } from '../../src/clients/history.js';
import { linearizability, orderBreaches, registerBreaches } from '../../src/clients/linearizability.js';
import { SABOTAGES } from '../../src/clients/sabotage.js';
import { seedOfRun } from '../../src/support/random.js';

const seed = seedOfRun();

describe(`many clients at a time (seed ${seed})`, () => {
  it('invariant 15: are told what one order of all commands explains, with 200 idle connections beside them', async () => {
    const result = await linearizability({ seed, clients: 32, operations: 3_000, milliseconds: 60_000, crowd: 200 });
    expect(result.breaches).toEqual([]);
    expect(result.recorded.operations.length).toBeGreaterThanOrEqual(3_000);
    expect(result.recorded.journal).not.toBeNull();
    expect(result.recorded.crowdSize).toBeGreaterThanOrEqual(180);
    expect(result.overlap).toBeGreaterThan(0.3);
    expect(result.searched).toBeGreaterThan(100);
    expect([...result.sabotages]).toEqual(Object.keys(SABOTAGES).map((name) => [name, true]));
  }, 120_000);

  it('invariant 15: see every command that was acknowledged before they ask, each for itself', async () => {
    const { breaches, recorded } = await linearizability({ seed, clients: 1, operations: 1_000, milliseconds: 60_000, crowd: 0 });
    expect(breaches).toEqual([]);
    expect(recorded.operations.length).toBeGreaterThanOrEqual(1_000);
  }, 120_000);

  it('invariant 30: leave no descriptors behind in the server', async () => {
    const options = { seed: seed + 1, clients: 16, operations: 400, milliseconds: 60_000, crowd: 100 };
    const { breaches, report, recorded } = await linearizability(options);
    expect(breaches).toEqual([]);
    expect(report.descriptors).toBeLessThan(recorded.crowdSize);
  }, 60_000);
});

const TOGGLE = { n: 11, name: 'toggle-0' };
let count = 0;

/** An operation on one step, from one moment to another. */
function operation(name: string, [invoked, answered]: readonly [number, number], result: Operation['result']): Operation {
  count += 1;
  return { key: `${count}`, name, fields: { dry_run: false }, invoked, answered, result, error: null };
}

const affected = (name: string, moments: readonly [number, number]): Operation =>
  operation(name, moments, { affected: [TOGGLE], refused: [], revision: 0 });
const refused = (name: string, moments: readonly [number, number], state: string): Operation =>
  operation(name, moments, { affected: [], refused: [{ ...TOGGLE, state, reason: 'x' }], revision: 0 });
const read = (moments: readonly [number, number], state: string): Operation =>
  operation('status', moments, [{ n: TOGGLE.n, state }]);
const history = (...operations: readonly Operation[]): History => ({ operations, records: [] });
const isExplained = (told: History): boolean => registerBreaches(told, [TOGGLE.n]).length === 0;

describe('the search for an order of what was done to one step', () => {
  it('finds the order of operations one after the other', () => {
    const told = history(affected('pause', [1, 2]), read([3, 4], 'To Pause'), affected('skip', [5, 6]), read([7, 8], 'To Skip'));
    expect(isExplained(told)).toBe(true);
  });

  it('finds an order of operations that overlap, whichever of them came first', () => {
    expect(isExplained(history(affected('pause', [1, 10]), read([2, 3], 'Ready'), read([4, 5], 'To Pause')))).toBe(true);
    expect(isExplained(history(affected('skip', [1, 4]), affected('unskip', [2, 3]), read([5, 6], 'Waiting')))).toBe(true);
    expect(isExplained(history(affected('skip', [1, 9]), affected('pause', [2, 8]), read([10, 11], 'To Skip')))).toBe(true);
  });

  it.each([
    ['a stale read', history(affected('pause', [1, 2]), read([3, 4], 'Ready'))],
    ['a read from the future', history(read([1, 2], 'To Pause'), affected('pause', [3, 4]))],
    ['a lost command', history(affected('block', [1, 2]), affected('pause', [3, 4]))],
    ['reads that go back in time', history(affected('pause', [1, 10]), read([2, 3], 'To Pause'), read([4, 5], 'Ready'))],
    ['two commands that both took the same place', history(affected('pause', [1, 5]), affected('pause', [2, 6]))],
    ['a refusal for a state that never was', history(affected('pause', [1, 2]), refused('unskip', [3, 4], 'To Block'))],
  ])('finds none for %s', (_, told) => {
    expect(isExplained(told)).toBe(false);
  });
});

describe('the check of a claimed order', () => {
  it('refuses a history that leaves out what was acknowledged', () => {
    const told = history(operation('pause', [1, 2], { affected: [], refused: [], revision: 1 }));
    expect(orderBreaches(told).join()).toContain('acknowledged, and in no record');
  });

  it('refuses a record of what nobody asked for', () => {
    const event = { type: 'command', call: 'pause', moves: [] } as const;
    const told: History = { operations: [], records: [{ revision: 1, epoch: 1, at: 0, event, changes: [] }] };
    expect(orderBreaches(told).join()).toContain('is of nobody');
  });
});

describe('the share of operations that overlap', () => {
  it('counts those that were under way at a time on the same step', () => {
    expect(overlap([read([1, 3], 'Ready'), read([2, 4], 'Ready'), read([5, 6], 'Ready'), read([7, 8], 'Ready')])).toBe(0.5);
    expect(overlap([])).toBe(0);
  });
});
