import type { StepState } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { affectedIn, DRIVERS } from './support/drivers.js';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();

/** How a step comes into a state, and from there to running, so that its failure shows its flag. */
interface Way {
  readonly state: StepState;
  readonly there: (rig: Rig) => Promise<unknown>;
  readonly on: (rig: Rig) => Promise<unknown>;
  /** Whether the calls affect a step in that state. */
  readonly isAffected: boolean;
}

const step = { name: 'step' };
const openGate = (rig: Rig): Promise<void> => rig.tell('gate', 'succeed');

async function runFirst(rig: Rig): Promise<void> {
  await rig.client.start();
  await openGate(rig);
  await rig.until('step', 'Running');
}

const WAYS: readonly Way[] = [
  { state: 'Ready', there: async () => {}, on: runFirst, isAffected: true },
  { state: 'Waiting', there: (rig) => rig.client.start(), on: openGate, isAffected: true },
  {
    state: 'To Pause',
    there: (rig) => rig.client.pause(step),
    on: async (rig) => {
      await rig.client.resume(step);
      await runFirst(rig);
    },
    isAffected: true,
  },
  {
    state: 'Paused',
    there: async (rig) => {
      await rig.client.pause(step);
      await rig.client.start();
      await openGate(rig);
      await rig.until('step', 'Paused');
    },
    on: (rig) => rig.client.resume(step),
    isAffected: true,
  },
  {
    state: 'Interrupted',
    there: async (rig) => {
      await runFirst(rig);
      await rig.client.interrupt(step);
    },
    on: (rig) => rig.client.resume(step),
    isAffected: true,
  },
  { state: 'Running', there: runFirst, on: async () => {}, isAffected: false },
  {
    state: 'Paused due to failure',
    there: async (rig) => {
      await runFirst(rig);
      await rig.tell('step', 'fail');
      await rig.until('step', 'Paused due to failure');
    },
    on: (rig) => rig.client.resume(step),
    isAffected: false,
  },
  {
    state: 'To Skip',
    there: (rig) => rig.client.skip(step),
    on: async (rig) => {
      await rig.client.unskip(step);
      await runFirst(rig);
    },
    isAffected: false,
  },
  {
    state: 'To Block',
    there: (rig) => rig.client.block(step),
    on: async (rig) => {
      await rig.client.unblock(step);
      await runFirst(rig);
    },
    isAffected: false,
  },
];

describe.each(DRIVERS)('by $title', (driver) => {
  it.each(WAYS)('unset_pause_on_fail on a step that is $state: affected: $isAffected', async ({ there, on, isAffected }) => {
    const rig = await Rig.of(host, { pairs: [['gate', 'step']] });
    await there(rig);
    const result = await driver.call(rig.socketFile, 'unset_pause_on_fail', { tags: step, dry_run: false });
    expect(affectedIn(result)).toEqual(isAffected ? [{ n: 1, name: 'step' }] : []);

    await on(rig);
    await rig.until('step', 'Running');
    await rig.tell('step', 'fail');
    await rig.until('step', isAffected ? 'Failed' : 'Paused due to failure');
  });

  it('set_pause_on_fail takes it back', async () => {
    const rig = await Rig.of(host, { pairs: [['gate', 'step']], steps: { step: { options: { pauseOnFail: false } } } });
    await driver.call(rig.socketFile, 'set_pause_on_fail', { tags: step, dry_run: false });
    await runFirst(rig);
    await rig.tell('step', 'fail');
    await rig.until('step', 'Paused due to failure');
  });

  it('a dry run leaves the flag as it is', async () => {
    const rig = await Rig.of(host, { pairs: [['gate', 'step']] });
    await driver.call(rig.socketFile, 'unset_pause_on_fail', { tags: step, dry_run: true });
    await runFirst(rig);
    await rig.tell('step', 'fail');
    await rig.until('step', 'Paused due to failure');
  });
});
