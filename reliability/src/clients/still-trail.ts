import { TrailClient } from '@autotrail/layer2';

/** The states in which the steps of the trail `still` stay, by their role. */
const AT_REST: Readonly<Record<string, readonly string[]>> = {
  ends: ['Succeeded'],
  asks: ['Running'],
  after: ['Waiting'],
  runs: ['Running'],
  fails: ['Paused due to failure', 'Failed'],
  held: ['Paused'],
  'left-out': ['Skipped'],
  barred: ['Blocked'],
};

/** Starts the trail `still` of a victim, and resolves when nothing happens in it any more. */
export async function bringToRest(socketFile: string): Promise<void> {
  await using client = new TrailClient(socketFile);
  await client.pause({ role: 'held' });
  await client.skip({ role: 'left-out' });
  await client.block({ role: 'barred' });
  await client.start();
  while (!(await isAtRest(client))) await client.ping();
}

async function isAtRest(client: TrailClient): Promise<boolean> {
  const steps = await client.status({}, { fields: ['tags', 'state', 'prompts'] });
  return steps.every(
    ({ tags: { role }, state, prompts }) =>
      AT_REST[String(role)]?.includes(state) === true && (role !== 'asks' || prompts.length === 1),
  );
}
