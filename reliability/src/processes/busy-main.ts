/** The isolated action that computes and never looks up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename, join } from 'node:path';
import type { Environment } from '@autotrail/layer1';

/** It ends by itself after this, in milliseconds, should nobody else see to it. */
const LONGEST_MS = 600_000;

/** Starts a process, says that it is ready, and computes. */
export async function busy(env: Pick<Environment, 'key'>, { ledger }: { readonly ledger: string }): Promise<number> {
  const file = join(ledger, basename(env.key));
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
  } catch {
    writeFileSync(`${file}~again`, `${process.pid}\n`, { flag: 'a' });
  }
  await once(spawn('sleep', [`${LONGEST_MS / 1_000}`], { stdio: 'ignore' }), 'spawn');
  writeFileSync(`${file}~ready`, '');
  // Others are to be tried by what it does not hear, not by what it takes from them.
  setPriority(constants.priority.PRIORITY_LOW);
  let count = 0;
  for (const end = Date.now() + LONGEST_MS; Date.now() < end; ) count += 1;
  return count;
}
