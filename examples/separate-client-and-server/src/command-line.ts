/** A command line of its own for this trail: all commands of `autotrail`, switches for the trail's tags, and a command more. */
import { AutoTrailError, addTrailCommands, defaultSocketFile, TrailClient, tagsOf } from 'autotrail';
import { Command } from 'commander';
import { deployment } from './deployment.js';
import { TRAIL_NAME } from './trail-name.js';

const client = new TrailClient(defaultSocketFile(TRAIL_NAME));
const program = new Command('deployment').description('Steers the deployment from a terminal.');

addTrailCommands(program, client, { tags: tagsOf(deployment), invocation: 'node dist/command-line.js' });

program
  .command('go-west')
  .description('let the west follow the east')
  .action(async () => {
    const { affected } = await client.resume({ region: 'west' }, { actor: 'command line', reason: 'the east is well' });
    console.log(affected.length === 0 ? 'The west is not held.' : `Goes on: ${affected.map(({ name }) => name).join(', ')}`);
  });

await program.parseAsync().catch((error: unknown) => {
  if (!AutoTrailError.is(error)) throw error;
  program.error(error.message);
});
