import { describe, expect, it } from 'vitest';
import { buildTrail } from '../src/build-trail.js';
import { type Definition, step } from '../src/step.js';

describe('Failure pairs that make no sense', () => {
  const [a, b] = [step(() => null, { name: 'a' }), step(() => null, { name: 'b' })];

  it('are refused: one that the definition has too, one of a single step, one that makes a cycle', () => {
    expect(() => buildTrail([[a, b]], { failurePairs: [[a, b]] })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_FAILURE_PAIR' }),
    );
    expect(() => buildTrail([[a, b]], { failurePairs: [[a]] })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_FAILURE_PAIR' }),
    );
    expect(() => buildTrail([[a, b]], { failurePairs: [[b, a]] })).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_CYCLE' }));
  });

  it.each<[string, unknown, string]>([
    ['not a pair', [[a, b], a], '1 to say what is done when a step fails, but it is a Step, not a pair of steps.'],
    ['null', [null], '0 to say what is done when a step fails, but it is null, not a pair of steps.'],
    ['left out', Array(1), '0 to say what is done when a step fails, but it is undefined, not a pair of steps.'],
    ['of no step', [[]], 'but it is an array of 0, not a pair of steps.'],
    ['of three steps', [[a, b, a]], 'but it is an array of 3, not a pair of steps.'],
    ['of a name', [['a', b]], 'but it has "a" in place of a step.'],
    ['of null', [[a, null]], 'but it has null in place of a step.'],
    ['half left out', [[a, undefined]], 'but it has undefined in place of a step.'],
  ])('are refused by their place where one is %s', (_, failurePairs, message) => {
    expect(() => buildTrail([[a]], { failurePairs: failurePairs as Definition })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_FAILURE_PAIR', message: expect.stringContaining(message) }),
    );
  });

  it.each([null, {}, 'ab', 1])('are refused where they are no list: %j', (failurePairs) => {
    expect(() => buildTrail([[a]], { failurePairs: failurePairs as never })).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_BAD_OPTION',
        message: expect.stringContaining('`failurePairs` of a trail to be a list of pairs of steps, got '),
      }),
    );
  });

  it('are not those that stand there twice', () => {
    const pair = [a, b] as const;
    const trail = buildTrail([], { failurePairs: [pair, pair] });
    expect([trail.failureEdges, trail.steps.map(({ name }) => name)]).toEqual([[[0, 1]], ['a', 'b']]);
  });
});
