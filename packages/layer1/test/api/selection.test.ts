import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affected, withStates, withTags } from '../../src/api/selection.js';
import { buildTrail } from '../../src/build-trail.js';
import { StepState } from '../../src/states.js';
import { step } from '../../src/step.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const values = fc.constantFrom('1', 1, true, 'true', 0, '');
const tags = fc.dictionary(fc.constantFrom('x', 'y', 'name', 'toString'), values);

describe('withTags', () => {
  const plain = step(() => null, { name: 'plain', count: 1, word: '1', flag: true });
  const { steps } = buildTrail([[plain]]);
  const matches = (selector: Readonly<Record<string, string | number | boolean>>) => withTags(steps, selector).length === 1;

  it('compares strictly', () => {
    expect(matches({ count: 1, word: '1', flag: true })).toBe(true);
    expect(matches({ count: '1' })).toBe(false);
    expect(matches({ word: 1 })).toBe(false);
    expect(matches({ flag: 'true' })).toBe(false);
    expect(matches({ flag: 1 })).toBe(false);
  });

  it('takes `n` and `name` for tags', () => {
    expect(matches({ n: 0, name: 'plain' })).toBe(true);
    expect(matches({ n: '0' })).toBe(false);
    expect(matches({ n: 1 })).toBe(false);
  });

  it('is the same as `select` of the trail, and as comparing all tags one by one', () => {
    fc.assert(
      fc.property(fc.array(tags, { minLength: 1, maxLength: 8 }), tags, fc.option(fc.nat(9)), (all, wanted, n) => {
        const definition = all.map((own) => [step(() => null, { ...own, name: 'x' })] as const);
        const trail = buildTrail(definition);
        const selector = { ...wanted, ...(n !== null && { n }) };
        const expected = trail.steps.filter((one) => {
          const own = new Map(Object.entries(one.tags));
          return Object.entries(selector).every(([key, value]) => own.has(key) && own.get(key) === value);
        });
        expect(withTags(trail.steps, selector)).toEqual(expected);
        expect(trail.select(selector)).toEqual(expected);
      }),
    );
  });
});

describe('withStates', () => {
  it('keeps the steps in one of the states, and all of them for an empty list', () => {
    const world = new World(trailOf([['a', 'b'], ['c']]));
    world.call('start');
    const { trail } = world;
    expect(affected(withStates(trail, trail.steps, [StepState.Waiting]))).toEqual([{ n: 2, name: 'b' }]);
    expect(withStates(trail, trail.steps, [])).toEqual(trail.steps);
    expect(withStates(trail, trail.steps, [StepState.Ready, StepState.Failed])).toEqual([]);
  });
});
