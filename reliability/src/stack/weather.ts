import type { DiskCall, DiskFault, DiskPlan } from '@autotrail/testing';
import type { Random } from '../support/random.js';
import { JOURNAL_FILE } from './simulated-server.js';
import type { Tally } from './tally.js';

const CODES = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE'] as const;

/** What a disk does not do, does twice as slowly, or does without saying so. */
export class Weather {
  readonly #random: Random;
  readonly #tally: Tally;
  #untilFault = Number.POSITIVE_INFINITY;
  #untilHold = Number.POSITIVE_INFINITY;
  #isStart = false;
  #isAppendDue = false;
  #isSyncHeld = false;
  readonly #held: (() => void)[] = [];

  constructor(random: Random, tally: Tally) {
    this.#random = random;
    this.#tally = tally;
  }

  readonly plan: DiskPlan = (call) => {
    this.#untilFault -= 1;
    this.#untilHold -= 1;
    if (this.#untilHold === 0 || (this.#isSyncHeld && isOfJournal(call, 'sync'))) return this.#hold();
    if (this.#isAppendDue && isOfJournal(call, 'append')) return this.#fault(call);
    if (this.#untilFault !== 0 || (this.#isStart && call.operation === 'sync')) return null;
    return this.#fault(call);
  };

  /** One of the next calls fails, or the next append to the journal. */
  threaten(): void {
    if (this.#random.chance(0.4)) this.#isAppendDue = true;
    else this.#untilFault = 1 + this.#random.below(12);
  }

  /**
   * One of the calls of a server that starts fails, unless it is a sync of a file: what a server that was killed had not synced,
   * and the system then takes for synced, no later owner can know of.
   */
  threatenStart(): void {
    this.#untilFault = 1 + this.#random.below(60);
    this.#isStart = true;
  }

  /** One of the next calls is held up, or the next sync of the journal. */
  slowDown(): void {
    if (this.#random.chance(0.5)) this.#isSyncHeld = true;
    else this.#untilHold = 1 + this.#random.below(14);
  }

  /** What is held up goes on, and nothing is held up or fails from now on. */
  clear(): void {
    this.#untilFault = Number.POSITIVE_INFINITY;
    this.#untilHold = Number.POSITIVE_INFINITY;
    this.#isStart = false;
    this.#isAppendDue = false;
    this.#isSyncHeld = false;
    for (const letGo of this.#held.splice(0)) letGo();
  }

  #hold(): Promise<null> {
    this.#isSyncHeld = false;
    this.#tally.add('disk slow');
    return new Promise((resolve) => this.#held.push(() => resolve(null)));
  }

  #fault({ operation }: DiskCall): DiskFault {
    // A journal whose sync has failed is cut back at once: a process that is killed before that is one misfortune too many.
    if (operation === 'sync') this.#untilHold = Number.POSITIVE_INFINITY;
    this.#isAppendDue = false;
    const code = this.#random.pick(CODES) ?? 'EIO';
    const kind = this.#random.below(operation === 'append' ? 3 : 2);
    if (kind === 0) {
      this.#tally.add('disk refused');
      return { code };
    }
    this.#tally.add(kind === 1 ? 'disk done but reported failed' : 'disk wrote short');
    return { code, done: kind === 1 ? 'all' : this.#random.below(300) };
  }
}

function isOfJournal(call: DiskCall, operation: DiskCall['operation']): boolean {
  return call.operation === operation && call.path === JOURNAL_FILE;
}
