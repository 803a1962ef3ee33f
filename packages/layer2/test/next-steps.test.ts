import { sendRequest } from '@autotrail/core/socket';
import { describe, expect, it } from 'vitest';
import { affectedIn, DRIVERS } from './support/drivers.js';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();

/** `b` waits at the gate, the others are roots; all of them are held. */
async function heldTrail(): Promise<Rig> {
  const rig = await Rig.of(host, { pairs: [['gate'], ['a'], ['gate', 'b'], ['c'], ['d']] });
  await rig.client.pause({ name: 'a' });
  await rig.client.pause({ name: 'b' });
  await rig.client.pause({ name: 'c' });
  await rig.client.start();
  await rig.tell('d', 'fail');
  await rig.until('d', 'Paused due to failure');
  expect(await rig.states()).toEqual({
    gate: 'Running',
    a: 'Paused',
    b: 'To Pause',
    c: 'Paused',
    d: 'Paused due to failure',
  });
  return rig;
}

describe.each(DRIVERS)('next_steps by $title', (driver) => {
  async function next({ socketFile }: Rig, count: number, dryRun = false): Promise<string> {
    const result = await driver.call(socketFile, 'next_steps', { step_count: count, dry_run: dryRun });
    return affectedIn(result)
      .map(({ name }) => name)
      .join('');
  }

  it('resumes the first so many of the held steps, by n, however many steps come before them', async () => {
    const rig = await heldTrail();
    expect(await next(rig, 2, true)).toBe('ac');
    expect(await next(rig, 2)).toBe('ac');
    expect(await rig.states()).toMatchObject({ a: 'Running', b: 'To Pause', c: 'Running', d: 'Paused due to failure' });
  });

  it('affects the following steps each time it is called', async () => {
    const rig = await heldTrail();
    const names = [await next(rig, 1), await next(rig, 1), await next(rig, 1), await next(rig, 1), await next(rig, 1)];
    expect(names).toEqual(['a', 'c', 'd', 'b', '']);
    expect(await rig.states()).toEqual({ gate: 'Running', a: 'Running', b: 'Waiting', c: 'Running', d: 'Running' });
  });

  it('resumes what there is when it is asked for more', async () => {
    const rig = await heldTrail();
    expect(await next(rig, 1_000_000)).toBe('acdb');
  });

  it('leaves steps alone that were interrupted', async () => {
    const rig = await heldTrail();
    await rig.client.interrupt({ name: 'gate' });
    expect(await next(rig, 100)).toBe('acdb');
    expect(await rig.states()).toMatchObject({ gate: 'Interrupted' });
  });
});

describe('a step_count that is none', () => {
  const wrong = [0, -1, 1.5, '1', true, null, [1], {}, 1e300];

  it.each(wrong)('is refused, and nothing is resumed: %j', async (count) => {
    const rig = await heldTrail();
    const before = await rig.states();
    for (const driver of DRIVERS.filter(({ title }) => title !== 'TrailClient')) {
      const call = driver.call(rig.socketFile, 'next_steps', { step_count: count, dry_run: false });
      await expect(call).rejects.toThrow(/step_count.*integer/);
    }
    expect(await rig.states()).toEqual(before);
  });

  it('is refused where it is missing, and nothing is resumed', async () => {
    const rig = await heldTrail();
    const before = await rig.states();
    const { result, error } = await sendRequest(rig.socketFile, { name: 'next_steps', dry_run: false });
    expect({ result, error }).toEqual({ result: null, error: expect.stringContaining('step_count') });
    const call = DRIVERS[1]?.call(rig.socketFile, 'next_steps', { dry_run: false });
    await expect(call).rejects.toThrow('step_count');
    expect(await rig.states()).toEqual(before);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('is refused by TrailClient: %j', async (count) => {
    const rig = await heldTrail();
    const before = await rig.states();
    await expect(rig.client.nextStep(count)).rejects.toMatchObject({ name: 'AutoTrailError' });
    expect(await rig.states()).toEqual(before);
  });
});
