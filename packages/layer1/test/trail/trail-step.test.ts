import { describe, expect, it } from 'vitest';
import { step } from '../../src/step.js';
import { TrailStep } from '../../src/trail/trail-step.js';

const definition = step(() => null, { name: 'deploy', phase: 'after', round: 1 });
const trailStep = new TrailStep(7, definition, { pauseOnFail: true, skipProgenyOnFailure: false, graceMs: 0, idempotent: false });

describe('TrailStep', () => {
  it('has its definition, its name, and all tags with its number among them', () => {
    expect(trailStep.name).toBe('deploy');
    expect(trailStep.definition).toBe(definition);
    expect(trailStep.tags).toEqual({ name: 'deploy', phase: 'after', round: 1, n: 7 });
    expect(definition.tags).toEqual({ name: 'deploy', phase: 'after', round: 1 });
  });

  it('matches selectors whose tags it all has', () => {
    for (const selector of [{}, { n: 7 }, { name: 'deploy' }, { phase: 'after', round: 1, n: 7 }]) {
      expect(trailStep.matches(selector)).toBe(true);
    }
    for (const selector of [
      { n: 8 },
      { n: '7' },
      { round: '1' },
      { phase: 'after', round: 2 },
      { toString: 'x' },
      { none: '' },
    ]) {
      expect(trailStep.matches(selector)).toBe(false);
    }
    expect(trailStep.matches(JSON.parse('{"__proto__": "x"}'))).toBe(false);
  });
});
