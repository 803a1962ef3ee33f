import { existsSync } from 'node:fs';
import { connect, sendRequest } from '@autotrail/core/socket';
import type { StepStatus } from '@autotrail/layer1';
import { beforeAll, describe, expect, it } from 'vitest';
import { type StopResult, TrailClient } from '../src/index.js';
import { DRIVERS } from './support/drivers.js';
import { EXHIBITIONS, open } from './support/every-state.js';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();

describe.each(EXHIBITIONS)('stop, $title', (exhibition) => {
  describe.each([false, true])('with interrupt: %j', (interrupt) => {
    const isStopped = (state: string): boolean => ['Ready', 'Waiting', 'To Pause', 'Paused'].includes(state);
    const isInterrupted = (state: string): boolean => interrupt && state === 'Running';
    let client: TrailClient;
    let before: readonly StepStatus[];
    let dry: StopResult;
    let afterDryRun: readonly StepStatus[];
    let result: StopResult;

    beforeAll(async () => {
      client = new TrailClient(await open(exhibition, host));
      before = await client.status();
      dry = await client.stop({ interrupt, dryRun: true });
      afterDryRun = await client.status();
      result = await client.stop({ interrupt });
      return async () => void (await client.shutdown());
    });

    it('changes nothing in a dry run', () => {
      expect(afterDryRun).toEqual(before);
    });

    it('is one record, and its dry run answers the same', () => {
      expect(result).toEqual({ ...dry, revision: dry.revision + 1 });
    });

    it('answers the steps that will not run, and those it interrupted', () => {
      const named = (isMeant: (state: string) => boolean): unknown =>
        before.filter(({ state }) => isMeant(state)).map(({ n, name }) => ({ n, name }));
      expect(result).toMatchObject({ blocked: named(isStopped), interrupted: named(isInterrupted) });
    });

    it.each(exhibition.exhibits)('does to a step that is $name what its name says', async ({ name, isReached }) => {
      const becomes = isStopped(name) ? (isReached ? 'Blocked' : 'To Block') : isInterrupted(name) ? 'Interrupted' : name;
      expect(await client.status({ name }, { fields: ['state'] })).toEqual([{ state: becomes }]);
    });
  });
});

describe('stop', () => {
  it('lets what runs finish, and then the trail is finished', async () => {
    const rig = await Rig.of(host, { pairs: [['a', 'b']] });
    await rig.client.start();
    await rig.client.stop();
    expect(await rig.states()).toEqual({ a: 'Running', b: 'To Block' });
    await rig.tell('a', 'succeed');
    expect(await rig.client.wait()).toMatchObject({ outcome: 'finished' });
    expect(await rig.states()).toEqual({ a: 'Succeeded', b: 'Blocked' });
  });

  it('leaves what it interrupted to be resumed', async () => {
    const rig = await Rig.of(host, { pairs: [['a', 'b']] });
    await rig.client.start();
    await rig.client.stop({ interrupt: true });
    await rig.client.resume({ name: 'a' });
    await rig.until('a', 'Running');
  });

  it('is unknown to wire 1', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const { error } = await sendRequest(rig.socketFile, { name: 'stop', dry_run: false, interrupt: false });
    expect(error).toBe('API name stop is invalid.');
    expect(await rig.states()).toEqual({ a: 'Ready' });
  });
});

describe.each(DRIVERS)('shutdown by $title', (driver) => {
  it('answers false in a dry run, and the server goes on', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const before = await rig.client.status();
    expect(await driver.call(rig.socketFile, 'shutdown', { dry_run: true })).toBe(false);
    expect(await rig.client.status()).toEqual(before);
  });

  it('answers true, ends the server and removes its socket', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    expect(await driver.call(rig.socketFile, 'shutdown', { dry_run: false })).toBe(true);
    expect(await host.end(rig.socketFile)).toEqual({ outcome: 'shutdown' });
    expect(existsSync(rig.socketFile)).toBe(false);
    await expect(rig.client.status()).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
  });

  it('is answered at once; the server is gone when the last attempt is', async () => {
    const rig = await Rig.of(host, {
      pairs: [
        ['a', 'next'],
        ['helper', 'next'],
      ],
      steps: { a: { action: 'lingering' } },
    });
    await rig.client.start();
    await rig.client.pause({ name: 'next' });
    await rig.tell('helper', 'succeed');
    await rig.until('helper', 'Succeeded');
    expect(await driver.call(rig.socketFile, 'shutdown', { dry_run: false })).toBe(true);
    const [a] = await rig.client.status({ name: 'a' }, { fields: ['state', 'cause'] });
    expect(a).toEqual({ state: 'Interrupted', cause: 'shutdown' });
    expect(existsSync(rig.socketFile)).toBe(true);
  });
});

describe('while the server is shutting down', () => {
  it('no step starts any more, and a second shutdown is answered too', async () => {
    const rig = await Rig.of(host, {
      pairs: [['a'], ['b', 'c']],
      steps: {
        a: { action: 'lingering', options: { graceMs: 60_000 } },
        b: { action: 'lingering', options: { graceMs: 60_000 } },
      },
    });
    await rig.client.start();
    const connection = await connect(rig.socketFile);
    await connection.request('shutdown');
    await rig.client.skip({ name: 'b' });
    await rig.client.resume({ name: 'a' });
    expect(await rig.states()).toEqual({ a: 'Waiting', b: 'Skipped', c: 'Waiting' });
    expect((await connection.request('shutdown')).result).toBe(true);
    await connection.close();
  });
});
