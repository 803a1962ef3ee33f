import { ManualClock } from '@autotrail/layer1';
import { SimulatedDisk } from '@autotrail/testing';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../src/stack/ledger.js';
import { JOURNAL_FILE, SimulatedServer, settled } from '../../src/stack/simulated-server.js';

describe('a server whose disk is full', () => {
  it.each(['ENOSPC', 'EDQUOT'])(
    'shows its status, refuses commands, and goes on when there is room (invariant 28): %s',
    async (code) => {
      const disk = new SimulatedDisk();
      const clock = new ManualClock(1_700_000_000_000);
      const { server, client, executor } = new SimulatedServer({ disk, process: 1, clock });
      await server.start();
      await client.start();
      await settled();
      const running = executor.open[0];
      disk.plan = ({ operation, path }) => (operation === 'append' && path === JOURNAL_FILE ? { code, done: 7 } : null);

      expect(await client.pause({ name: 'fourth' }).catch(codeOf)).toBe('AUTOTRAIL_JOURNAL_REFUSED');
      if (running !== undefined) executor.finish(running, { ok: true, value: 'it was done' });
      await settled();
      const during = await client.status({}, { fields: ['name', 'state'] });
      expect(during).toContainEqual({ name: 'first', state: 'Running' });
      expect(during).toContainEqual({ name: 'fourth', state: 'Waiting' });

      disk.plan = () => null;
      clock.advance(1_000);
      await settled();
      expect(await client.status({ name: 'first' }, { fields: ['state'] })).toEqual([{ state: 'Succeeded' }]);
      expect((await client.pause({ name: 'fourth' })).affected).toHaveLength(1);
    },
  );
});
