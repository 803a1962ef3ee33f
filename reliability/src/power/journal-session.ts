import type { JournalRecord } from '@autotrail/layer1';
import { type Disk, FileJournal } from '@autotrail/layer2';
import { type DiskFault, SimulatedDisk } from '@autotrail/testing';
import { Random } from '../support/random.js';
import { sampleRecords } from './sample-records.js';

export const JOURNAL = '/run/journal';

/** What a journal has promised. */
export interface Promised {
  /** Records that were said to be kept. */
  readonly kept: number;
  /** Records that were handed in: these, and no others, may be found. */
  readonly sent: readonly JournalRecord[];
}

/** A disk in the middle of a session, and what had been promised by then. */
export interface Moment {
  readonly disk: SimulatedDisk;
  readonly promised: Promised;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly seed: number;
  /** Owners, one after the other. */
  readonly owners: number;
  /** Appends of each. */
  readonly appends: number;
  /** How often an append fails half-way, from 0 to 1. @default 0.2 */
  readonly failures?: number;
  /** A disk between the journal and the simulated one, which breaks its promises. @default none */
  readonly sabotage?: (disk: Disk) => Disk;
}

/** Writes a journal, owner after owner, and hands out every moment: before each call of the disk, and at the end. */
export async function* journalMoments(options: SessionOptions): AsyncGenerator<readonly Moment[], void, void> {
  const random = new Random(options.seed);
  const disk = new SimulatedDisk();
  await disk.makeFolder('/run');
  const session = new JournalSession(disk, random, options);
  for (let epoch = 1; epoch <= options.owners; epoch++) {
    await session.begin(epoch);
    yield session.takeMoments();
    for (let k = 0; k < options.appends; k++) {
      await session.append();
      yield session.takeMoments();
    }
    await session.end();
    yield session.takeMoments();
  }
}

class JournalSession {
  readonly #disk: SimulatedDisk;
  readonly #random: Random;
  readonly #options: SessionOptions;
  #moments: Moment[] = [];
  #kept = 0;
  #sent: readonly JournalRecord[] = [];
  #journal: FileJournal | undefined;
  /** Whether the next append fails after some of its bytes. */
  #fault: DiskFault | null = null;

  constructor(disk: SimulatedDisk, random: Random, options: SessionOptions) {
    this.#disk = disk;
    this.#random = random;
    this.#options = options;
    disk.plan = ({ operation }) => {
      this.#note();
      const fault = operation === 'append' ? this.#fault : null;
      if (fault !== null) this.#fault = null;
      return fault;
    };
  }

  async begin(epoch: number): Promise<void> {
    const { sabotage = (disk) => disk } = this.#options;
    this.#journal = await FileJournal.open({ disk: sabotage(this.#disk), file: JOURNAL, epoch });
  }

  async append(): Promise<void> {
    const { failures = 0.2 } = this.#options;
    const epoch = this.#journal?.epoch ?? 0;
    const records = sampleRecords(this.#random, { from: this.#kept, count: 1 + this.#random.below(3), epoch });
    if (this.#random.chance(failures)) this.#fault = { code: 'ENOSPC', done: this.#random.below(200) };
    this.#sent = [...this.#sent.slice(0, this.#kept), ...records];
    try {
      await this.#journal?.append(records);
      this.#kept += records.length;
    } catch {
      // Refused: it is tried again with others, for which those that were refused may not be taken.
      this.#note();
      this.#sent = this.#sent.slice(0, this.#kept);
    }
    this.#note();
  }

  async end(): Promise<void> {
    await this.#journal?.close();
    this.#note();
  }

  takeMoments(): readonly Moment[] {
    return this.#moments.splice(0);
  }

  #note(): void {
    this.#moments.push({ disk: this.#disk.copy(), promised: { kept: this.#kept, sent: this.#sent } });
  }
}
