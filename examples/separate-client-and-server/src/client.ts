/** A process that steers the trail by a script: the west is held until the east has proved well. */
import { type ControlResult, defaultSocketFile, TrailClient } from 'autotrail';
import { TRAIL_NAME } from './trail-name.js';

const client = new TrailClient(defaultSocketFile(TRAIL_NAME));
// Who and why is kept on the record of the trail; both may be left out.
const actor = 'the script';

tell('paused', await client.pause({ region: 'west' }, { actor, reason: 'the east goes first' }));
tell('started', await client.start({ actor }));
await approve('east');
tell('resumed', await client.resume({ region: 'west' }, { actor, reason: 'the east is well' }));
await approve('west');

await client.wait({ until: 'finished' });
for (const { n, name, state, returnValue } of await client.status()) console.log(n, name, state, returnValue);
await client.shutdown({ actor });

/** Waits until a step of the region asks, and says yes. */
async function approve(region: string): Promise<void> {
  await client.wait({ until: 'needsInput' });
  for (const { name, waitingForResponse } of await client.stepsWaitingForUserInput({ region })) {
    console.log(`${name}: ${waitingForResponse.message} Yes.`);
    await client.reply(waitingForResponse.id, true, { actor });
  }
}

/** Every command answers which steps it affected. */
function tell(what: string, { affected }: ControlResult): void {
  console.log(`${what}: ${affected.map(({ name }) => name).join(', ')}`);
}
