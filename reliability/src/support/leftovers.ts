import { readdirSync, readFileSync } from 'node:fs';

/** What tells in the environment of a victim, and of all that it starts, whose victim it is: the path of its home. */
export const VICTIM_VARIABLE = 'AUTOTRAIL_VICTIM';

/** The processes that have the mark of a victim of this home: the victims and all that they have started. Linux only. */
export function processesOf(home: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const mark = `${VICTIM_VARIABLE}=${home}`;
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.filter((pid) => environmentOf(pid).includes(mark)).map(Number);
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // Gone meanwhile, or of another user.
    return [];
  }
}
