import { sendRequest } from '@autotrail/core/socket';
import { expect } from 'vitest';
import { TrailClient } from '../../src/index.js';
import { Rig } from './rig.js';
import type { TrailHost } from './trail-host.js';

/** A trail under way, for hostile clients to try themselves on. */
export class Target {
  readonly rig: Rig;
  readonly #before: unknown;

  private constructor(rig: Rig, before: unknown) {
    this.rig = rig;
    this.#before = before;
  }

  static async of(host: TrailHost): Promise<Target> {
    const steps = { runs: { tags: { phase: 1 } } };
    const rig = await Rig.of(host, { pairs: [['runs', 'waits'], ['asks'], ['held'], ['runs', 'marked']], steps });
    await rig.client.pause({ name: 'held' });
    await rig.client.skip({ name: 'marked' });
    await rig.client.start();
    await rig.tell('asks', { ask: ['Well?'] });
    await rig.client.wait({ until: 'needsInput' });
    return new Target(rig, await look(rig.client));
  }

  get socketFile(): string {
    return this.rig.socketFile;
  }

  /** Fails unless the trail is as it was, and clients are answered: an old one, and new ones on both wires. */
  async expectUnharmed(): Promise<void> {
    expect(await look(this.rig.client)).toEqual(this.#before);
    await using newcomer = new TrailClient(this.socketFile);
    expect(await look(newcomer)).toEqual(this.#before);
    const { result } = await sendRequest(this.socketFile, { name: 'list', tags: { name: 'held' } });
    expect(result).toEqual([{ n: 2, name: 'held' }]);
  }
}

async function look(client: TrailClient): Promise<unknown> {
  return { statuses: await client.status(), ...(await client.ping()) };
}
