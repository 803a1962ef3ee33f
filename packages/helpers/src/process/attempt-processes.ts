import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessRef } from '@autotrail/layer1';
import type { Endable } from './end-group.js';
import { findProcesses } from './find-processes.js';
import { readStat } from './living-processes.js';
import { identityOf, isSameProcess } from './process-info.js';
import { signalGroup } from './signal-group.js';

const SHORTEST_DELAY_MS = 10;
const LONGEST_DELAY_MS = 500;

/** Where Linux tells the group of a process, counted from its state. */
const GROUP_FIELD = 2;

/** The processes of an attempt whose server was lost. No launcher owns them: they are known by the key that they carry. */
export class AttemptProcesses implements Endable {
  readonly #key: string;
  #living: readonly ProcessRef[];
  #signal: NodeJS.Signals | undefined;
  /** Who has had this signal. */
  readonly #told = new Set<string>();
  readonly #toldGroups = new Set<number>();
  #gone: Promise<void> | undefined;

  constructor(key: string, living: readonly ProcessRef[]) {
    this.#key = key;
    this.#living = living;
  }

  /** Sends a signal to the groups of all processes, and from then on to every process that is found later. */
  signal(signal: NodeJS.Signals): void {
    this.#signal = signal;
    this.#told.clear();
    this.#toldGroups.clear();
    this.#tell(signal);
  }

  gone(): Promise<void> {
    this.#gone ??= this.#untilGone();
    return this.#gone;
  }

  async #untilGone(): Promise<void> {
    for (let delayMs = SHORTEST_DELAY_MS; this.#living.length > 0; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      await delay(delayMs);
      this.#living = await findProcesses(this.#key);
      // What starts processes all the time is to be caught up with.
      if (this.#signal !== undefined && this.#tell(this.#signal)) delayMs = SHORTEST_DELAY_MS;
    }
  }

  /** Answers whether there was anybody new. */
  #tell(signal: NodeJS.Signals): boolean {
    const untold = this.#living.filter((each) => !this.#told.has(identityOf(each)));
    const toldNow = new Set<number>();
    for (const each of untold) {
      this.#told.add(identityOf(each));
      const group = groupOf(each);
      if (group === null || toldNow.has(group)) continue;
      // One that has come to a group that was told before is told alone: the others should not hear it twice.
      if (this.#toldGroups.has(group) || !isForeign(group)) signalProcess(each, signal);
      else {
        signalGroup(group, signal);
        toldNow.add(group);
      }
    }
    for (const group of toldNow) this.#toldGroups.add(group);
    return untold.length > 0;
  }
}

/** The group of a process; `null` if the process is gone, though its number may have been given to a stranger. */
function groupOf(each: ProcessRef): number | null {
  return isSameProcess(each) ? Number(readStat(each.pid)?.[GROUP_FIELD] ?? Number.NaN) : null;
}

/** Whether a group may be signalled as a whole: not where it is this process's own, or out of sight. */
function isForeign(group: number): boolean {
  return group > 1 && group !== Number(readStat(process.pid)?.[GROUP_FIELD]);
}

function signalProcess(each: ProcessRef, signal: NodeJS.Signals): void {
  try {
    if (isSameProcess(each)) process.kill(each.pid, signal);
  } catch {
    // It has ended in between, or has become another user's.
  }
}
