/**
 * Gives a new key to a fleet of hosts:
 *
 *             ┌─> host-1 ─┐
 *     renew ──┼─> host-2 ─┼──> retire
 *             └─> host-3 ─┘
 *
 * Every step has an owner, and runs when somebody else has approved it.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Definition, step } from '@autotrail/layer1';

/** The hosts: folders here. */
export interface Fleet {
  readonly folder: string;
  /** How many hosts are out of service, and how many were so at a time at most. */
  away: number;
  mostAway: number;
}

const renew = step(
  async (_env, { folder }: Fleet) => {
    await writeFile(join(folder, 'new.key'), randomBytes(32).toString('hex'));
  },
  { name: 'renew', owner: 'kim' },
);

const hosts = ['host-1', 'host-2', 'host-3'].map((name) =>
  step(
    async (_env, fleet: Fleet) => {
      fleet.away += 1;
      fleet.mostAway = Math.max(fleet.mostAway, fleet.away);
      try {
        await mkdir(join(fleet.folder, name), { recursive: true });
        await copyFile(join(fleet.folder, 'new.key'), join(fleet.folder, name, 'key'));
      } finally {
        fleet.away -= 1;
      }
    },
    { name, owner: 'lee', role: 'host' },
  ),
);

const retire = step((_env, { folder }: Fleet) => rename(join(folder, 'new.key'), join(folder, 'key')), {
  name: 'retire',
  owner: 'kim',
});

/** The runbook: pairs of a step and one that comes after it. */
export const rotation: Definition<Fleet> = hosts.flatMap((host) => [
  [renew, host],
  [host, retire],
]);
