import type { JsonObject, Tags } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { affectedIn, DRIVERS } from './support/drivers.js';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

//        a
//       / \          the branch of b is b and d: f has a parent outside of it
//      b   c
//      |   |
//      d   |
//       \ /
//        f
const PAIRS = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'd'],
  ['d', 'f'],
  ['c', 'f'],
];
const STEPS = {
  a: { tags: { phase: 1, isRisky: true } },
  b: { tags: { phase: '1', isRisky: true } },
  c: { tags: { phase: 2, isRisky: false } },
};

const CASES: readonly { readonly what: string; readonly tags: Tags; readonly steps: string }[] = [
  { what: 'an empty selector means every step', tags: {}, steps: 'abcdf' },
  { what: 'a name means the step of that name', tags: { name: 'c' }, steps: 'c' },
  { what: 'a number n means the step with that number', tags: { n: 0 }, steps: 'a' },
  { what: 'all tags must match', tags: { isRisky: true, phase: 1 }, steps: 'a' },
  { what: 'several steps may match', tags: { isRisky: true }, steps: 'ab' },
  { what: 'the number 1 is not the text "1"', tags: { phase: '1' }, steps: 'b' },
  { what: 'the text "0" is not the number n', tags: { n: '0' }, steps: '' },
  { what: 'true is not the text "true"', tags: { isRisky: 'true' }, steps: '' },
  { what: 'false is not the absence of a tag', tags: { isRisky: false }, steps: 'c' },
  { what: 'a tag that no step has means no step', tags: { colour: 'red' }, steps: '' },
  { what: 'a number beyond the last step means no step', tags: { n: 5 }, steps: '' },
  { what: 'a negative number means no step', tags: { n: -1 }, steps: '' },
  { what: 'half a number means no step', tags: { n: 0.5 }, steps: '' },
  { what: 'what every object inherits is no tag', tags: { constructor: true }, steps: '' },
];

const host = hostOfThisFile();

describe.each(DRIVERS)('by $title', (driver) => {
  async function affectedBy(call: string, tags: JsonObject): Promise<string> {
    const { socketFile } = await Rig.of(host, { pairs: PAIRS, steps: STEPS });
    const result = await driver.call(socketFile, call, { tags, dry_run: false });
    return affectedIn(result)
      .map(({ name }) => name)
      .join('');
  }

  it.each(CASES)('$what', async ({ tags, steps }) => {
    expect(await affectedBy('pause', tags)).toBe(steps);
  });

  it('lists all tags of the steps that match', async () => {
    const { socketFile } = await Rig.of(host, { pairs: PAIRS, steps: STEPS });
    expect(await driver.call(socketFile, 'list', { tags: { isRisky: true } })).toEqual([
      { n: 0, name: 'a', phase: 1, isRisky: true },
      { n: 1, name: 'b', phase: '1', isRisky: true },
    ]);
  });

  it.each(['pause_branch', 'resume_branch'])('%s reaches down as far as every parent is in the branch', async (call) => {
    const rig = await Rig.of(host, { pairs: PAIRS, steps: STEPS });
    if (call === 'resume_branch') await rig.client.pause();
    const affected = async (tags: JsonObject): Promise<string> =>
      affectedIn(await driver.call(rig.socketFile, call, { tags, dry_run: true }))
        .map(({ name }) => name)
        .join('');
    expect(await affected({ name: 'a' })).toBe('abcdf');
    expect(await affected({ name: 'b' })).toBe('bd');
    expect(await affected({ name: 'c' })).toBe('c');
    expect(await affected({ name: 'f' })).toBe('f');
    expect(await affected({ name: 'nobody' })).toBe('');
  });

  it('of several steps means the branches of each, taken together', async () => {
    const rig = await Rig.of(host, {
      pairs: [...PAIRS, ['d', 'g']],
      steps: { b: { tags: { both: true } }, c: { tags: { both: true } } },
    });
    const result = await driver.call(rig.socketFile, 'pause_branch', { tags: { both: true }, dry_run: false });
    expect(affectedIn(result).map(({ name }) => name)).toEqual(['b', 'c', 'd', 'g']);
    expect(await rig.states()).toEqual({
      a: 'Ready',
      b: 'To Pause',
      c: 'To Pause',
      d: 'To Pause',
      f: 'Ready',
      g: 'To Pause',
    });
  });
});
