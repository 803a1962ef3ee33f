import { readFileSync } from 'node:fs';
import type { JsonValue } from '@autotrail/core';
import { type JournalRecord, Restoration, type Trail, trailOfImage } from '@autotrail/layer1';
import { inspectJournal, systemDisk } from '@autotrail/layer2';
import { AttemptChecks } from './attempt-checks.js';
import { CommandChecks } from './command-checks.js';
import type { CommandLog } from './command-log.js';
import type { Tally } from './tally.js';

/** What follows from the first record. */
interface Begun {
  readonly run: string;
  readonly trail: Trail;
  readonly restoration: Restoration;
  readonly attempts: AttemptChecks;
}

/**
 * Reads the journal of a run again and again, and checks what has come since. It knows the file by its own reading: that AutoTrail
 * can read what AutoTrail has written proves little.
 */
export class RunWatch {
  readonly file: string;
  readonly commands: CommandChecks;
  readonly records: JournalRecord[] = [];
  /** What the context was last, as attempts that ended have left it. */
  contextEnded = 0;
  /** What operators have put into it, by its keys. */
  readonly told = new Map<string, JsonValue>();
  /** Whether the file ends in the middle of a line. */
  isTorn = false;
  readonly #tally: Tally;
  #bytes = Buffer.alloc(0);
  #begun: Begun | null = null;

  constructor(file: string, log: CommandLog, tally: Tally) {
    this.file = file;
    this.commands = new CommandChecks(log, tally);
    this.#tally = tally;
  }

  get run(): string {
    return this.#begun?.run ?? '';
  }

  /** The trail as the journal remembers it; `null` if nothing is in it. */
  get trail(): Trail | null {
    return this.#begun?.trail ?? null;
  }

  /** The attempts that the journal knows, as `<n>.<attempt>`. */
  get attempts(): ReadonlySet<string> {
    return this.#begun?.attempts.noted ?? new Set();
  }

  get revision(): number {
    return this.records.at(-1)?.revision ?? -1;
  }

  /** Takes in what was added to the file. @param onRecord - is called after each record was taken in */
  catchUp(onRecord: () => void = () => {}): void {
    const bytes = readFileSync(this.file);
    if (!bytes.subarray(0, this.#bytes.length).equals(this.#bytes))
      this.#tally.breach('order', `${this.file} is not what it was up to byte ${this.#bytes.length}`);
    const end = bytes.lastIndexOf('\n') + 1;
    const added = bytes.subarray(this.#bytes.length, end).toString();
    this.isTorn = end < bytes.length;
    this.#bytes = bytes.subarray(0, end);
    for (const line of added.split('\n')) {
      if (line === '') continue;
      this.#take(JSON.parse(line)[1]);
      onRecord();
    }
  }

  /** Compares AutoTrail's own reading of the journal with this one. */
  async checkInspection(): Promise<void> {
    let count = 0;
    const inspected = await inspectJournal(systemDisk, this.file, () => {
      count += 1;
    });
    if (count !== this.records.length) this.#tally.breach('order', `AutoTrail reads ${count} of ${this.records.length} records`);
    for (const { n } of this.trail?.steps ?? []) {
      const [own, other] = [this.trail, inspected?.trail].map((trail) => JSON.stringify(trail?.record(n)));
      if (own !== other) this.#tally.breach('untrue', `step ${n} is ${own}, and AutoTrail reads ${other}`);
    }
  }

  #take(record: JournalRecord): void {
    const before = this.records.at(-1);
    if (record.revision !== this.revision + 1) this.#tally.breach('order', `revision ${record.revision} after ${this.revision}`);
    const isOfNewOwner = before !== undefined && record.epoch > before.epoch;
    if (before !== undefined && (record.epoch < before.epoch || isOfNewOwner !== (record.event.type === 'resumed')))
      this.#tally.breach('order', `epoch ${record.epoch} after ${before.epoch}, in a record of type ${record.event.type}`);
    this.records.push(record);
    this.#tally.records += 1;
    if (record.event.type === 'created') return this.#begin(record);
    this.commands.take(record);
    const checkAfter = this.#begun?.attempts.take(record);
    this.#begun?.restoration.fold(record);
    checkAfter?.();
    this.#takeContext(record.event);
  }

  #takeContext(event: JournalRecord['event']): void {
    if (event.type === 'ended' && event.context !== undefined) this.contextEnded = (event.context as { ended: number }).ended;
    if (event.type === 'context') this.told.set(event.key, event.value);
  }

  #begin(record: JournalRecord): void {
    const { event } = record;
    if (event.type !== 'created') return;
    const trail = trailOfImage(event.definition);
    const restoration = new Restoration(trail);
    restoration.fold(record);
    this.#begun = { run: event.run, trail, restoration, attempts: new AttemptChecks(trail, this.#tally) };
  }
}
