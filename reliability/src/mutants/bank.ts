import { DISK_MUTANTS } from './bank/disk-mutants.js';
import { KERNEL_MUTANTS } from './bank/kernel-mutants.js';
import { LOCK_MUTANTS } from './bank/lock-mutants.js';
import { PROCESS_MUTANTS } from './bank/process-mutants.js';
import { RECORD_MUTANTS } from './bank/record-mutants.js';
import { SERVER_MUTANTS } from './bank/server-mutants.js';
import { SOCKET_MUTANTS } from './bank/socket-mutants.js';
import { TRAIL_MUTANTS } from './bank/trail-mutants.js';
import type { Mutant } from './mutant.js';

/** Every mutant there is. */
export const MUTANTS: readonly Mutant[] = [
  ...KERNEL_MUTANTS,
  ...TRAIL_MUTANTS,
  ...SERVER_MUTANTS,
  ...DISK_MUTANTS,
  ...RECORD_MUTANTS,
  ...LOCK_MUTANTS,
  ...PROCESS_MUTANTS,
  ...SOCKET_MUTANTS,
];
