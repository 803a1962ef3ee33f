import type { JsonObject } from '@autotrail/core';
import { type Connection, connect } from '@autotrail/core/socket';
import type { ControlResult, StepStatus } from '@autotrail/layer1';
import { TrailClient } from '@autotrail/layer2';
import { describe, expect, it } from 'vitest';
import { historyOf } from '../../src/clients/snapshot.js';
import { bringToRest } from '../../src/clients/still-trail.js';
import { Random, seedOfRun } from '../../src/support/random.js';
import { Victim } from '../../src/victim/victim.js';

const seed = seedOfRun();

describe('a command', () => {
  it('invariant 11: is answered, for every step it names, as affected or as refused with its state and the reason', async () => {
    await using victim = await Victim.start('still');
    await bringToRest(victim.socketFile);
    const connection = await connect(victim.socketFile);
    const random = new Random(seed);
    const calls = ['pause', 'resume', 'skip', 'unskip', 'block', 'unblock', 'interrupt', 'set_pause_on_fail'];
    const roles = ['ends', 'asks', 'after', 'runs', 'fails', 'held', 'left-out', 'barred'];
    const refusals: string[] = [];
    for (let k = 0; k < 200; k += 1) {
      const tags = { role: random.pick(roles) ?? '' };
      const before = await statesOf(connection, tags);
      const name = random.pick(calls) ?? '';
      const { affected, refused, revision } = await control(connection, name, { tags, dry_run: random.chance(0.5) });
      const named = [...affected, ...refused].map(({ n }) => n).sort((a, b) => a - b);
      expect(named, `seed ${seed}`).toEqual([...before.keys()]);
      for (const { n, state, reason } of refused) {
        expect(reason).toContain(name);
        // Attempts that end meanwhile may have moved a step; nothing else has.
        if (['Succeeded', 'Skipped', 'Blocked', 'Failed'].includes(before.get(n) ?? '')) expect(state).toBe(before.get(n));
        refusals.push(state);
      }
      expect(revision).toBeGreaterThan(0);
    }
    expect(new Set(refusals).size).toBeGreaterThan(3);
  });

  it('invariant 12: that comes again under its request id takes effect once, whoever sends it again', async () => {
    await using victim = await Victim.start('still');
    await bringToRest(victim.socketFile);
    const connections = await Promise.all(Array.from({ length: 8 }, () => connect(victim.socketFile)));
    const fields: JsonObject = { tags: { name: 'held-1' }, request_id: 'order-7', actor: 'kim' };
    const answers = await Promise.all(connections.map((connection) => connection.request('resume', fields)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.result).toMatchObject({ affected: [{ name: 'held-1' }], refused: [] });
    const [one] = connections as [Connection];
    await one.request('wait', { until: 'needsInput' });
    expect((await one.request('resume', fields)).result).toEqual(answers[0]?.result);
    const records = (await historyOf(one)) as readonly { readonly event: { readonly actor?: string } }[];
    expect(records.filter(({ event }) => event.actor === 'kim')).toHaveLength(1);
    await Promise.all(connections.map((connection) => connection.close()));
  });

  it('invariant 12: under the request id of another call is refused and changes nothing', async () => {
    await using victim = await Victim.start('still');
    await bringToRest(victim.socketFile);
    const connection = await connect(victim.socketFile);
    await connection.request('pause', { tags: { role: 'after' }, request_id: 'order-8' });
    const before = await control(connection, 'pause', { dry_run: true });
    for (const [name, tags] of [
      ['skip', { role: 'after' }],
      ['pause', { role: 'held' }],
      ['pause', { role: 'after', n: 1 }],
    ] as const) {
      const { result, error } = await connection.request(name, { tags, request_id: 'order-8' });
      expect({ result, code: error?.code }).toEqual({ result: null, code: 'AUTOTRAIL_REQUEST_ID_REUSED' });
    }
    expect(await control(connection, 'pause', { dry_run: true })).toEqual(before);
    await connection.close();
  });
});

describe('a client of a server that was killed', () => {
  it('invariant 17: is told so: what was under way fails, and nothing is answered from memory', async () => {
    const victim = await Victim.start('still');
    await using _ = victim;
    await bringToRest(victim.socketFile);
    await using client = new TrailClient(victim.socketFile);
    expect(await client.status({ name: 'runs-1' }, { fields: ['state'] })).toEqual([{ state: 'Running' }]);
    const heldBack = client.wait().catch((error: unknown) => error);
    const inFlight = Array.from({ length: 20 }, () => client.status().catch((error: unknown) => error));
    const { signal } = await victim.kill();
    expect(signal).toBe('SIGKILL');
    const gone = expect.objectContaining({ code: 'AUTOTRAIL_SERVER_GONE' });
    expect(await heldBack).toEqual(gone);
    for (const answer of await Promise.all(inFlight)) if (!Array.isArray(answer)) expect(answer).toEqual(gone);
    await expect(client.status()).rejects.toEqual(gone);
    await expect(client.pause({ name: 'held-1' })).rejects.toEqual(gone);
    await expect(client.ping()).rejects.toEqual(gone);
    await expect(client.events().next()).rejects.toEqual(gone);
  });
});

async function control(connection: Connection, name: string, fields: JsonObject): Promise<ControlResult> {
  const { result, error } = await connection.request(name, fields);
  expect(error).toBeNull();
  return result as unknown as ControlResult;
}

async function statesOf(connection: Connection, tags: JsonObject): Promise<ReadonlyMap<number, string>> {
  const { result } = await connection.request('status', { tags, status_fields: ['n', 'state'] });
  return new Map((result as unknown as readonly StepStatus[]).map(({ n, state }) => [n, state]));
}
