import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { CONDITION, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

/** A condition and another step before a join, which is of neither's branch. */
function joined() {
  return trailOf(
    [
      ['condition', 'join'],
      ['other', 'join'],
    ],
    { condition: CONDITION },
  );
}

describe('A condition, folded from its records', () => {
  it('that is paused due to failure has decided nothing: what comes after it is not reached', () => {
    const world = new World(joined());
    world.tell('set_pause_on_fail', 'condition');
    world.call('start');
    world.succeed('other');
    world.fail('condition');
    expect(world.state('condition')).toBe(StepState.PausedOnFail);
    const folded = joined();
    for (const record of world.log) folded.fold(record);
    expect(folded.isReached(world.n('join'))).toBe(false);
    expect(world.trail.isReached(world.n('join'))).toBe(false);
  });

  it('that failed counts as done toward a step outside its branch', () => {
    const world = new World(joined());
    world.call('start');
    world.succeed('other');
    world.fail('condition');
    const folded = joined();
    for (const record of world.log) folded.fold(record);
    expect(folded.isReached(world.n('join'))).toBe(true);
    expect(folded.record(world.n('join'))).toEqual(world.record('join'));
  });
});
