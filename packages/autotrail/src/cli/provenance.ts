import { userInfo } from 'node:os';
import type { CommandOptions } from '@autotrail/layer2';
import type { Command } from 'commander';

/** Who acts, and why, as it was typed. */
export interface ProvenanceOptions {
  readonly actor: string;
  readonly reason?: string;
  readonly requestId?: string;
}

/** Adds the options that say who acts, why, and by what the command is known again. */
export function addProvenanceOptions(command: Command): void {
  command
    .option('--actor <name>', 'who acts, for the record', userName())
    .option('--reason <text>', 'why, for the record')
    .option('--request-id <id>', 'an id of your own: given again under it, the command is answered as it was, and acts once');
}

/** Who acts, why, and by what that is known again, as a command of the client takes it. */
export function readProvenance({
  actor,
  reason,
  requestId,
}: ProvenanceOptions): Pick<CommandOptions, 'actor' | 'reason' | 'requestId'> {
  return { actor, ...(reason !== undefined && { reason }), ...(requestId !== undefined && { requestId }) };
}

/** The name of the user of this process. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user that its system does not know.
    return `user ${process.getuid?.()}`;
  }
}
