import type { Command } from 'commander';

/**
 * Carries out the command this process was started with, and ends the process with its exit code. That is not left to Node: an action
 * that was given up may keep the process alive for ever.
 */
export async function runProgram(program: Command): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  await program.parseAsync();
  await Promise.all([printed(process.stdout), printed(process.stderr)]);
  process.exit();
}

/** A reader that leaves (`autotrail run release.ts | head`) must not take the trail with it. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function printed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
