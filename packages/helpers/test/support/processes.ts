import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import type { LaunchedProcess, Launcher } from '../../src/process/launcher.js';
import { processLauncher } from '../../src/process/process-launcher.js';

/** A command that runs a piece of JavaScript; the arguments after it are the script's own. */
export function nodeCommand(script: string): readonly string[] {
  return [process.execPath, '-e', script, '--'];
}

/** A command that prints its arguments as JSON. */
export const PRINT_ARGUMENTS = nodeCommand('console.log(JSON.stringify(process.argv.slice(1)))');

/** The real launcher, remembering what it has started. */
export class SpyLauncher implements Launcher {
  readonly launched: LaunchedProcess[] = [];

  async launch(...args: Parameters<Launcher['launch']>): Promise<LaunchedProcess> {
    const child = await processLauncher.launch(...args);
    this.launched.push(child);
    return child;
  }

  /** The id of the only group that was started. */
  get groupId(): number {
    return this.launched[0]?.group.id ?? Number.NaN;
  }
}

/** The living processes of a group, as `ps` knows them. */
export function membersOf(groupId: number): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => line.trim().split(/\s+/));
  return processes.filter(([, group, state]) => Number(group) === groupId && !state?.startsWith('Z')).map(([pid]) => Number(pid));
}

/** The launchers of a server. */
export function launchersOf(serverId: number): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => line.trim().split(/\s+/));
  const launchers = processes.filter(([, parent, state, ...args]) => {
    return Number(parent) === serverId && !state?.startsWith('Z') && args.join(' ').includes('launcher.js');
  });
  return launchers.map(([pid]) => Number(pid));
}

/** The living processes that carry the key of an attempt, as `/proc` shows them. */
export function marked(key: string): readonly number[] {
  const carries = (pid: number): boolean => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`AUTOTRAIL_ATTEMPT=${key}`);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && carries(pid));
}

/** Ends all that carry the key of an attempt, also what starts others meanwhile. */
export function killMarked(key: string): void {
  for (let living = marked(key); living.length > 0; living = marked(key)) {
    for (const pid of living) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended since it was listed.
      }
    }
  }
}
