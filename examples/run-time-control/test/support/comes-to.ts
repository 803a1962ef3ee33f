import type { StepStatus, TrailClient } from 'autotrail';

/** What a trail says of its steps, by their names. */
export type Steps = (name: string) => StepStatus;

/** What a trail says of its steps now. */
export async function stepsOf(client: TrailClient): Promise<Steps> {
  const steps = new Map((await client.status()).map((status) => [status.name, status]));
  return (name) => {
    const status = steps.get(name);
    if (status === undefined) throw new Error(`There is no step ${name}.`);
    return status;
  };
}

/** Resolves when that is so, by looking again whenever something has happened to the trail. */
export async function comesTo(client: TrailClient, isSo: (steps: Steps) => boolean): Promise<void> {
  const { revision } = await client.ping();
  if (isSo(await stepsOf(client))) return;
  for await (const _ of client.events({ from: revision + 1 })) if (isSo(await stepsOf(client))) return;
  throw new Error('The trail has ended before.');
}
