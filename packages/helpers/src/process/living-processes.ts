import { readdirSync, readFileSync } from 'node:fs';

/** States of processes that are only there to be counted: zombies and dead ones. */
const GONE_STATES: ReadonlySet<string | undefined> = new Set(['Z', 'X', 'x']);

/** The living processes of this machine, each with its process group, as Linux shows them in `/proc`. */
export function livingProcesses(): ReadonlyMap<number, number> {
  const groups = new Map<number, number>();
  // Twice: while the list is read, a process that is not in it yet may be started by one that ends before its turn comes.
  for (const name of [...readdirSync('/proc'), ...readdirSync('/proc')]) readInto(groups, Number(name));
  return groups;
}

/** What Linux says of a living process: its state, its parent, its group and more. `null` if there is none. */
export function readStat(pid: number): readonly string[] | null {
  try {
    const fields = splitStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return GONE_STATES.has(fields[0]) ? null : fields;
  } catch {
    // It has ended since it was listed.
    return null;
  }
}

/** Takes apart `pid (name) state parent group …`, from the state on. The name may hold anything, spaces and parentheses included. */
export function splitStat(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readInto(groups: Map<number, number>, pid: number): void {
  if (!Number.isInteger(pid)) return;
  const fields = readStat(pid);
  if (fields !== null) groups.set(pid, Number(fields[2]));
}
