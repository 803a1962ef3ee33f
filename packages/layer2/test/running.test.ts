import { connect } from '@autotrail/core/socket';
import { describe, expect, it } from 'vitest';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();

describe('before the start', () => {
  it('nothing runs, and Waiting is shown', async () => {
    const rig = await Rig.of(host, { pairs: [['a', 'b']] });
    await rig.client.pause();
    await rig.client.resume();
    expect(await rig.states()).toEqual({ a: 'Waiting', b: 'Waiting' });
    expect(await rig.status('a')).toMatchObject({ attempt: 0 });
  });

  it('a start that affects no step starts the trail all the same', async () => {
    const rig = await Rig.of(host, { pairs: [['a', 'b']] });
    await rig.client.pause();
    await rig.client.resume();
    expect((await rig.client.start()).affected).toEqual([]);
    expect(await rig.states()).toEqual({ a: 'Running', b: 'Waiting' });
  });

  it('a dry run of start starts nothing', async () => {
    const rig = await Rig.of(host, { pairs: [['a', 'b']] });
    await rig.client.start({ dryRun: true });
    await rig.client.pause();
    await rig.client.resume();
    expect(await rig.states()).toEqual({ a: 'Waiting', b: 'Waiting' });
  });

  it.each([
    { call: 'pause', root: 'Paused', below: 'To Pause' },
    { call: 'skip', root: 'Skipped', below: 'To Skip' },
    { call: 'block', root: 'Blocked', below: 'To Block' },
  ] as const)('$call takes effect on roots at once, and only there', async ({ call, root, below }) => {
    const rig = await Rig.of(host, { pairs: [['a'], ['b', 'c']] });
    await rig.client[call]({ name: 'a' });
    await rig.client[call]({ name: 'c' });
    expect(await rig.states()).toEqual({ a: root, b: 'Ready', c: below });
  });

  it('roots that were all skipped finish the trail when it is started', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['b']] });
    await rig.client.skip();
    const finished = host.end(rig.socketFile);
    await rig.client.start();
    expect(await finished).toEqual({ outcome: 'finished' });
  });
});

describe('a step', () => {
  it('runs when all its parents are done: succeeded or skipped', async () => {
    const rig = await Rig.of(host, {
      pairs: [
        ['a', 'c'],
        ['b', 'c'],
        ['x', 'c'],
      ],
    });
    await rig.client.skip({ name: 'x' });
    await rig.client.start();
    await rig.tell('a', 'succeed');
    await rig.until('a', 'Succeeded');
    expect(await rig.states()).toMatchObject({ b: 'Running', c: 'Waiting' });
    await rig.tell('b', 'succeed');
    await rig.until('c', 'Running');
  });

  it.each([
    { end: 'Failed', make: (rig: Rig) => rig.tell('a', 'fail') },
    { end: 'Blocked', make: (rig: Rig) => rig.client.interrupt().then(() => rig.client.block({ name: 'a' })) },
  ] as const)('that is $end leaves what is below unreached, and the trail does not wait for it', async ({ end, make }) => {
    const rig = await Rig.of(host, { pairs: [['a', 'b'], ['b', 'c'], ['d']], steps: { a: { options: { pauseOnFail: false } } } });
    await rig.client.pause({ name: 'd' });
    await rig.client.start();
    await make(rig);
    await rig.until('a', end);
    expect(await rig.states()).toEqual({ a: end, b: 'Waiting', c: 'Waiting', d: 'Paused' });
    await rig.client.skip({ name: 'd' });
    expect(await rig.client.wait()).toMatchObject({ outcome: 'finished' });
  });

  it('shows what its action returned, or the message of its error', async () => {
    const rig = await Rig.of(host, { pairs: [['good'], ['bad']] });
    await rig.client.start();
    await rig.tell('good', { return: { bytes: 3 } });
    await rig.tell('bad', 'fail');
    await rig.until('good', 'Succeeded');
    await rig.until('bad', 'Paused due to failure');
    expect(await rig.status('good')).toMatchObject({ returnValue: { bytes: 3 }, cause: null });
    expect(await rig.status('bad')).toMatchObject({ returnValue: 'failed as told', cause: 'failure' });
  });

  it('fails when it returns what is no JSON', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    await rig.tell('a', 'return a Date');
    await rig.until('a', 'Paused due to failure');
    expect((await rig.status('a')).returnValue).toMatch(/Date.*\$\.at/);
  });
});

describe('an interrupted step', () => {
  it('is Interrupted at once, and its result is not heard any longer', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['helper']], steps: { a: { action: 'lingering' } } });
    await rig.client.start();
    await rig.client.interrupt({ name: 'a' });
    expect(await rig.states()).toMatchObject({ a: 'Interrupted' });
    await rig.tell('helper', 'release');
    await rig.untilGone('a');
    expect(await rig.status('a')).toMatchObject({ state: 'Interrupted', returnValue: null, cause: 'operator' });
  });

  it('waits, when it is resumed, until its previous attempt is gone', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['helper']], steps: { a: { action: 'lingering' } } });
    await rig.client.start();
    await rig.client.interrupt({ name: 'a' });
    await rig.client.resume({ name: 'a' });
    expect(await rig.status('a')).toMatchObject({ state: 'Waiting', cause: 'previous attempt ending', attempt: 1 });
    await rig.tell('helper', 'release');
    await rig.until('a', 'Running');
    expect(await rig.status('a')).toMatchObject({ cause: null, attempt: 2 });
  });

  it('is given up after its grace: resume and the end of the trail no longer wait for it', async () => {
    const steps = { a: { action: 'lingering', options: { graceMs: 0 } } } as const;
    const rig = await Rig.of(host, { pairs: [['a']], steps });
    await rig.client.start();
    await rig.client.interrupt();
    await rig.client.resume();
    await rig.until('a', 'Running');
    expect(await rig.status('a')).toMatchObject({ attempt: 2, abandoned: 1 });
    await rig.client.interrupt();
    await rig.client.skip();
    expect(await rig.client.wait()).toMatchObject({ outcome: 'finished' });
    expect(await rig.status('a')).toMatchObject({ state: 'Skipped', abandoned: 2 });
  });

  it('keeps the trail open while its attempt is ending, even when the step is skipped', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['helper']], steps: { a: { action: 'lingering' } } });
    await rig.client.start();
    await rig.client.interrupt({ name: 'a' });
    await rig.client.skip({ name: 'a' });
    await rig.tell('helper', 'release');
    await rig.tell('helper', 'succeed');
    const { revision } = await rig.client.wait();
    const gone = rig.witness.records.find(({ event }) => event.type === 'ended' && event.n === rig.n('a'));
    expect(gone?.revision).toBeLessThanOrEqual(revision);
    expect(await rig.states()).toMatchObject({ a: 'Skipped' });
  });

  it('keeps its result if it had ended before', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    await rig.tell('a', 'succeed');
    await rig.until('a', 'Succeeded');
    const { affected, refused } = await rig.client.interrupt();
    expect({ affected, refused }).toMatchObject({ affected: [], refused: [{ name: 'a', state: 'Succeeded' }] });
    expect(await rig.status('a')).toMatchObject({ state: 'Succeeded', returnValue: 'done as told' });
  });

  it('starts anew when it is resumed, but its output goes on', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    await rig.tell('a', 'first');
    await rig.tell('a', { ask: ['Really?'] });
    await rig.witness.until(({ records }) => records.some(({ event }) => event.type === 'prompt'));
    await rig.client.interrupt();
    await rig.untilGone('a');
    expect((await rig.status('a')).prompts).toEqual([]);
    await rig.client.resume();
    await rig.tell('a', 'second');
    expect(await rig.status('a')).toMatchObject({
      attempt: 2,
      outputMessages: ['first', { prompt: 'Really?', code: 'AUTOTRAIL_ATTEMPT_OVER' }, 'second'],
      inputMessages: ['second'],
      promptMessages: [],
      returnValue: null,
    });
  });
});

describe('wait', () => {
  it('for the end resolves when nothing is left to do', async () => {
    const rig = await Rig.of(host, { pairs: [['a', 'b']] });
    const waiting = rig.client.wait();
    await rig.client.start();
    await rig.tell('a', 'succeed');
    await rig.until('b', 'Running');
    await rig.tell('b', 'succeed');
    expect(await waiting).toMatchObject({ outcome: 'finished' });
    expect(await host.end(rig.socketFile)).toEqual({ outcome: 'finished' });
  });

  it('for input resolves when a prompt is open', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    const waiting = rig.client.wait({ until: 'needsInput' });
    await rig.tell('a', { ask: ['Go on?'] });
    expect(await waiting).toMatchObject({ outcome: 'needsInput' });
  });

  it.each([
    { state: 'Paused due to failure', options: {}, outcome: 'failed' },
    { state: 'Failed', options: { pauseOnFail: false }, outcome: 'failed' },
  ] as const)('for a failure resolves when a step is $state', async ({ options, outcome }) => {
    const rig = await Rig.of(host, { pairs: [['a'], ['b']], steps: { a: { options } } });
    const waiting = rig.client.wait({ until: 'failed' });
    await rig.client.start();
    await rig.tell('a', 'fail');
    expect(await waiting).toMatchObject({ outcome });
  });

  it('for a failure does not take the failure of a condition for one', async () => {
    const options = { pauseOnFail: false, skipProgenyOnFailure: true };
    const rig = await Rig.of(host, { pairs: [['a', 'b']], steps: { a: { options } } });
    const waiting = rig.client.wait({ until: 'failed' });
    await rig.client.start();
    await rig.tell('a', 'fail');
    expect(await waiting).toMatchObject({ outcome: 'finished' });
  });

  it.each(['finished', 'needsInput', 'failed'] as const)('for %s answers that the trail was shut down before', async (until) => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    // One connection, so that the server hears of the waiter first.
    const connection = await connect(rig.socketFile);
    const waiting = connection.request('wait', { until });
    await connection.request('shutdown');
    expect((await waiting).result).toMatchObject({ outcome: 'shutdown' });
    expect(await host.end(rig.socketFile)).toEqual({ outcome: 'shutdown' });
  });
});
