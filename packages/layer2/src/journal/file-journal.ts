import { type AutoTrailError, messageOf } from '@autotrail/core';
import type { Journal, JournalRecord } from '@autotrail/layer1';
import { tellingErrors } from '../disk/told-error.js';
import { layer2Error } from '../errors.js';
import { encodeRecords } from './encode-records.js';
import type { JournalPosition } from './journal-position.js';
import { type FileJournalOptions, type OpenedJournal, openJournal } from './open-journal.js';
import { readRecords } from './read-records.js';

/**
 * A trail's memory in a file: one record a line, only ever added to. A record is kept once {@link FileJournal.append} resolves: a
 * killed process does not lose it, nor does a power cut.
 *
 * @example
 * const journal = await FileJournal.open({ disk: systemDisk, file, epoch: lock.generation, onRecord: (record) => fold(record) });
 */
export class FileJournal implements Journal {
  readonly epoch: number;
  readonly #options: FileJournalOptions;
  readonly #opened: OpenedJournal;
  /** Where the durable records end: what is after it was never promised to anybody. */
  #end: JournalPosition;
  /** What is not idle takes no append. */
  #state: 'idle' | 'appending' | 'closed' = 'idle';
  #lost: AutoTrailError | null = null;

  private constructor(options: FileJournalOptions, opened: OpenedJournal) {
    const { end } = opened;
    this.epoch = end.revision === 0 ? options.epoch : Math.max(options.epoch, end.epoch + 1);
    this.#options = options;
    this.#opened = opened;
    this.#end = end;
  }

  /**
   * Opens a journal, or makes it. It is read once, from its beginning to its end, and all of it is checked. A last line whose end
   * is not there is cut off: nobody was told that it is kept.
   *
   * @throws AutoTrailError `AUTOTRAIL_JOURNAL_DAMAGED` if anything else is not as it was written; nothing is changed then.
   * `AUTOTRAIL_JOURNAL_LOST` if there is something to cut, and the trail has another owner. `AUTOTRAIL_UNSAFE_FILE`,
   * `AUTOTRAIL_DISK_FAILED` if the system does not let it be opened.
   */
  static async open(options: FileJournalOptions): Promise<FileJournal> {
    return new FileJournal(options, await tellingErrors(options.file, () => openJournal(options)));
  }

  /**
   * Appends records and makes them durable, all with one write and one sync.
   *
   * @throws AutoTrailError `AUTOTRAIL_JOURNAL_REFUSED` if nothing was kept and the journal is as it was before: it may be tried
   * again. `AUTOTRAIL_JOURNAL_LOST` if nobody can say what was kept, or the trail has another owner: no later append is taken
   * either. `AUTOTRAIL_JOURNAL_MISUSED` if the records do not follow those before, cannot be written as JSON, or come while
   * others are being appended or after the journal was closed; nothing is written then.
   */
  async append(records: readonly JournalRecord[]): Promise<void> {
    if (this.#lost !== null) throw this.#lost;
    this.#becomeBusy();
    try {
      const { bytes, end } = encodeRecords(records, { ...this.#end, epoch: this.epoch });
      if (records.length > 0) await this.#write(bytes);
      this.#opened.index.add(this.#end);
      this.#end = end;
    } finally {
      this.#state = 'idle';
    }
  }

  /**
   * The records that are durable when reading begins, from a revision on. May go on while others are appended.
   *
   * @throws AutoTrailError `AUTOTRAIL_JOURNAL_DAMAGED` if the file is not as it was written
   */
  read(from = 0): AsyncGenerator<JournalRecord, void, void> {
    const { disk, file } = this.#options;
    return readRecords({ disk, file, start: this.#opened.index.before(from), end: this.#end, from });
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#becomeBusy();
    this.#state = 'closed';
    await this.#opened.disk.close();
  }

  #becomeBusy(): void {
    if (this.#state === 'idle') this.#state = 'appending';
    else {
      const found = this.#state === 'closed' ? 'one after it was closed' : 'another one';
      throw layer2Error('AUTOTRAIL_JOURNAL_MISUSED', { expected: 'one call at a time', found });
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { disk } = this.#opened;
    // Before, too: an owner that was stopped and goes on must not spoil what the next one has written meanwhile.
    await this.#assertOwner();
    try {
      await disk.append(bytes);
    } catch (cause) {
      await this.#cutBack(cause);
      throw layer2Error('AUTOTRAIL_JOURNAL_REFUSED', { file: this.#options.file, reason: messageOf(cause) }, cause);
    }
    await this.#sync();
    await this.#assertOwner();
  }

  async #cutBack(failed: unknown): Promise<void> {
    await this.#assertOwner();
    try {
      await this.#opened.disk.truncate(this.#end.offset);
    } catch (cause) {
      throw this.#lose(`${messageOf(failed)}, and then ${messageOf(cause)}`, cause);
    }
    await this.#sync();
  }

  /** Once only: after a failed sync the system takes the pages for written, and the next sync would succeed without them. */
  async #sync(): Promise<void> {
    try {
      await this.#opened.disk.sync();
    } catch (cause) {
      await this.#forgetUnsynced();
      throw this.#lose(messageOf(cause), cause);
    }
  }

  /**
   * The next owner would read from memory what is not on the disk, and add to it: a power cut would leave a hole in the journal.
   * Nobody was told that it is kept.
   */
  async #forgetUnsynced(): Promise<void> {
    try {
      await this.#assertOwner();
      await this.#opened.disk.truncate(this.#end.offset);
    } catch {
      // Then it stays: the owner ends in any case.
    }
  }

  async #assertOwner(): Promise<void> {
    let isOwner: boolean;
    try {
      isOwner = (await this.#options.isOwner?.()) ?? true;
    } catch (cause) {
      throw this.#lose(`it cannot be told whom the trail belongs to (${messageOf(cause)})`, cause);
    }
    if (!isOwner) throw this.#lose('the trail has another owner');
  }

  #lose(reason: string, cause?: unknown): AutoTrailError {
    this.#lost = layer2Error('AUTOTRAIL_JOURNAL_LOST', { file: this.#options.file, revision: this.#end.revision, reason }, cause);
    return this.#lost;
  }
}
