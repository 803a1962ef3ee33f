import { userInfo } from 'node:os';
import type { CommandOptions } from '@autotrail/layer2';
import type { Command } from 'commander';

/** Who acts, and why, as it was typed. */
export interface ProvenanceOptions {
  readonly actor: string;
  readonly reason?: string;
}

/** Adds the options that say who acts, and why. */
export function addProvenanceOptions(command: Command): void {
  command.option('--actor <name>', 'who acts, for the record', userName()).option('--reason <text>', 'why, for the record');
}

/** Who acts, and why, as a command of the client takes it. */
export function readProvenance({ actor, reason }: ProvenanceOptions): Pick<CommandOptions, 'actor' | 'reason'> {
  return { actor, ...(reason !== undefined && { reason }) };
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
