import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Deferred, type ProcessRef } from '@autotrail/layer1';
import { ATTEMPT_VARIABLE } from './attempt-mark.js';
import { processRef } from './process-info.js';

/** Processes that are looked at before everybody else in this process gets their turn: less than a millisecond or two. */
const PROCESSES_A_TURN = 100;

/** How often the list of processes is read at most, in one look. All but the first are over in no time. */
const MOST_PASSES = 20;

/** What the system says of a process that has ended meanwhile, or is another user's. */
const OUT_OF_SIGHT: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

const MARK = Buffer.from(`${ATTEMPT_VARIABLE}=`);

/** Looks for the processes of attempts. One look serves all who have asked before it began. */
class ProcessFinder {
  #asked = new Map<string, Deferred<readonly ProcessRef[]>>();
  #isLooking = false;

  find(key: string): Promise<readonly ProcessRef[]> {
    const found = this.#asked.get(key) ?? new Deferred();
    this.#asked.set(key, found);
    if (!this.#isLooking) void this.#look();
    return found.promise;
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    while (this.#asked.size > 0) {
      await nextTurn();
      const asked = this.#asked;
      // What is asked for from now on may have begun behind this look's back.
      this.#asked = new Map();
      await answer(asked);
    }
    this.#isLooking = false;
  }
}

async function answer(asked: ReadonlyMap<string, Deferred<readonly ProcessRef[]>>): Promise<void> {
  const keys = new Set(asked.keys());
  try {
    const found = await scan(keys);
    for (const [key, each] of asked) each.resolve(found.filter((one) => one.key === key).map((one) => one.process));
  } catch (error) {
    for (const each of asked.values()) each.reject(error);
  }
}

interface Found {
  readonly key: string;
  readonly process: ProcessRef;
}

/** The living processes that carry one of these keys. This process is never one of them. */
async function scan(keys: ReadonlySet<string>): Promise<readonly Found[]> {
  const seen = new Set([process.pid]);
  const found: Found[] = [];
  // Until there is nobody new: what is started while others are looked at may be all that is left when their turn comes.
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    const unseen = processIds().filter((pid) => !seen.has(pid));
    if (unseen.length === 0) break;
    for (const [i, pid] of unseen.entries()) {
      if (i % PROCESSES_A_TURN === PROCESSES_A_TURN - 1) await nextTurn();
      const key = keyOf(pid);
      // One that is just becoming another program has no environment for a moment.
      if (key !== undefined || pass > 1) seen.add(pid);
      if (key !== undefined && keys.has(key)) add(found, pid, key);
    }
  }
  return found;
}

function add(found: Found[], pid: number, key: string): void {
  const ref = processRef(pid);
  // Asked again, for in between the number may have been given to a stranger.
  if (ref !== null && keyOf(pid) === key) found.push({ key, process: ref });
}

function processIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** The key that a process was started with: none is `''`. `undefined` where it has no environment at all, such as a zombie. */
function keyOf(pid: number): string | undefined {
  const environment = readEnvironment(pid);
  if (environment === null || environment.length === 0) return undefined;
  for (let at = environment.indexOf(MARK); at !== -1; at = environment.indexOf(MARK, at + 1)) {
    if (at > 0 && environment[at - 1] !== 0) continue;
    const end = environment.indexOf(0, at);
    return environment.toString('utf8', at + MARK.length, end === -1 ? undefined : end);
  }
  return '';
}

function readEnvironment(pid: number): Buffer | null {
  try {
    return readFileSync(`/proc/${pid}/environ`);
  } catch (error) {
    if (OUT_OF_SIGHT.has((error as NodeJS.ErrnoException).code)) return null;
    throw error;
  }
}

const finder = new ProcessFinder();

/**
 * The living processes that carry the key of an attempt: what it has started, and what that has started, in whatever group. One that
 * has cleared its environment, or has become another user's, is not found; nor is any off Linux, where nobody can be asked.
 *
 * @throws what reading `/proc` throws, such as for want of file descriptors
 */
export async function findProcesses(key: string): Promise<readonly ProcessRef[]> {
  return process.platform === 'linux' ? finder.find(key) : [];
}
