import { messageOf } from '@autotrail/core';
import type { Command } from 'commander';
import { cliError } from '../errors.js';
import { ExitCode } from './exit-codes.js';

/**
 * Carries out the command this process was started with, and ends the process with its exit code. That is not left to Node: an action
 * that was given up may keep the process alive for ever.
 */
export async function runProgram(program: Command): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', tellUnprinted);
  await program.parseAsync();
  await Promise.all([printed(process.stdout), printed(process.stderr)]);
  process.exit();
}

/**
 * A reader that leaves (`autotrail run release.ts | head`) must not take the trail with it, nor must a disk that is full; but who reads
 * the file is to know that it is not whole.
 */
function tellUnprinted(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.exitCode = ExitCode.Failed;
  if (hasTold) return;
  hasTold = true;
  const { message } = cliError('AUTOTRAIL_NOT_PRINTED', { reason: messageOf(error) });
  process.stderr.write(`error: ${message}\n`);
}

/** Once is enough: it may be stderr that cannot be written to. */
let hasTold = false;

function printed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
