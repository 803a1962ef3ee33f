import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../src/build-trail.js';
import { type Definition, type Step, type StepOptions, step } from '../src/step.js';

function named(name: string, options: StepOptions = {}): Step {
  return step(() => null, { name }, options);
}

/** The numbers of the steps that a step uses, in a trail of these pairs. */
function usesOf(user: Step, definition: Definition, failurePairs: Definition = []): readonly number[] {
  const trail = buildTrail(definition, { failurePairs });
  return trail.usesOf(trail.steps.findIndex(({ definition: one }) => one === user));
}

/** Whether one or more edges lead from one number to another. */
function leadsTo(edges: readonly (readonly [number, number])[], from: number, to: number): boolean {
  return edges.some(([tail, head]) => tail === from && (head === to || leadsTo(edges, head, to)));
}

function refusal(code: string, message: RegExp) {
  return expect.objectContaining({ code, message: expect.stringMatching(message) });
}

describe('The steps that a step uses', () => {
  const [a, b, c] = [named('a'), named('b'), named('c')];

  it('are known by their numbers, in the order of the option', () => {
    const user = named('user', { uses: [b, a] });
    const numbers = usesOf(user, [
      [a, b],
      [b, user],
      [c, user],
    ]);
    expect(numbers).toEqual([2, 0]);
  });

  it('may stand far above it, and above a failure pair', () => {
    const user = named('user', { uses: [a] });
    expect(usesOf(user, [[a, b], [c]], [[b, user]])).toEqual([0]);
  });

  it('are none where the option is left out or empty', () => {
    expect(usesOf(a, [[a]])).toEqual([]);
    const user = named('user', { uses: [] });
    expect(usesOf(user, [[user]])).toEqual([]);
  });

  it('must come before it: not beside it, not after it, not itself, and not elsewhere', () => {
    const beside = named('user', { uses: [c] });
    expect(() => buildTrail([[a, beside], [c]])).toThrow(refusal('AUTOTRAIL_NOT_BEFORE', /step user .* got c/));
    const early = named('user', { uses: [b] });
    expect(() => buildTrail([[early, b]])).toThrow(refusal('AUTOTRAIL_NOT_BEFORE', /got b/));
    const elsewhere = named('user', { uses: [named('stranger')] });
    expect(() => buildTrail([[a, elsewhere]])).toThrow(refusal('AUTOTRAIL_NOT_BEFORE', /got stranger/));
    const itself: Step[] = [];
    const self = named('self', { uses: itself });
    itself.push(self);
    expect(() => buildTrail([[a, self]])).toThrow(refusal('AUTOTRAIL_NOT_BEFORE', /got self/));
  });

  it('must have different names, since they are asked for by these', () => {
    const [one, other] = [named('same'), named('same')];
    const user = named('user', { uses: [one, other] });
    const definition: Definition = [
      [one, user],
      [other, user],
    ];
    expect(() => buildTrail(definition)).toThrow(refusal('AUTOTRAIL_BAD_OPTION', /uses.*step user.*two called same/));
    const alone = named('user', { uses: [one] });
    expect(
      usesOf(alone, [
        [other, alone],
        [one, alone],
      ]),
    ).toEqual([1]);
  });

  it('must be steps', () => {
    for (const uses of ['a', [1], [{ name: 'a' }], [null]]) {
      const user = named('user', { uses } as unknown as StepOptions);
      expect(() => buildTrail([[a, user]])).toThrow(refusal('AUTOTRAIL_BAD_OPTION', /uses/));
    }
  });

  it('are accepted exactly if they are ancestors, in any trail', () => {
    const parents = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), { minLength: 2, maxLength: 30 });
    const property = fc.property(parents, fc.nat(), fc.nat(), (distances, user, used) => {
      const uses: Step[] = [];
      const steps = distances.map((_, i) => named(`v${i}`, i === user % distances.length ? { uses } : {}));
      uses.push(steps[used % steps.length] as Step);
      const edges = distances.flatMap((fars, i) => fars.filter((far) => far <= i).map((far) => [i - far, i] as const));
      const isAbove = leadsTo(edges, used % steps.length, user % steps.length);
      const definition: Definition = [
        ...edges.map(([from, to]) => [steps[from] as Step, steps[to] as Step] as const),
        ...steps.map((one) => [one] as const),
      ];
      if (isAbove) deepStrictEqual(usesOf(steps[user % steps.length] as Step, definition).length, 1);
      else expect(() => buildTrail(definition)).toThrow(refusal('AUTOTRAIL_NOT_BEFORE', /v/));
    });
    fc.assert(property, { numRuns: 200 });
  });
});
