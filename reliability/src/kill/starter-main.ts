/** A server that wants a trail which others want, too. It starts when it is told to, and says what came of it. */
import { appendFileSync } from 'node:fs';
import { AutoTrailError } from '@autotrail/core';
import { type Environment, step } from '@autotrail/layer1';
import { inspectJournal, systemDisk, TrailServer } from '@autotrail/layer2';
import type { StarterOptions, StarterOutcome } from './starter.js';

const { name, socketFile, ledger }: StarterOptions = JSON.parse(process.argv[2] ?? '{}');
const server = new TrailServer([[step((env: Environment) => env.input('What now?'), { name: 'waits' })]], { name, socketFile });
// An orphan would keep the trail for ever.
process.on('disconnect', () => process.exit());
process.send?.('loaded');
process.once('message', () => void compete());

async function compete(): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    process.exitCode = 1;
    tell({ type: 'refused', code: AutoTrailError.is(error) ? error.code : '', message: String(error) });
    // Not before it was told: what disconnects exits.
    process.once('message', () => process.disconnect());
    return;
  }
  let epoch = 0;
  await inspectJournal(systemDisk, server.journalFile, (record) => {
    epoch = record.epoch;
  });
  note('own', epoch);
  process.once('message', () => void end(epoch));
  tell({ type: 'owner', epoch, journalFile: server.journalFile });
  await server.serve();
  process.disconnect();
}

/** What is noted before is true until the next line: nobody may own the trail before this server lets go of it. */
async function end(epoch: number): Promise<void> {
  note('gone', epoch);
  await server.shutdown();
}

function note(what: string, epoch: number): void {
  appendFileSync(ledger, `${what} ${epoch} ${process.pid}\n`);
}

function tell(outcome: StarterOutcome): void {
  process.send?.(outcome);
}
