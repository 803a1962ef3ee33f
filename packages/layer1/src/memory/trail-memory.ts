import type { JsonValue } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import type { Journal, JournalRecord } from '../ports/journal.js';
import type { OutputStore } from '../ports/output-store.js';
import { maskTold } from '../secrets/mask-told.js';
import type { AttemptRef } from '../trail/effects.js';
import type { CreatedEvent, NoteEvent } from '../trail/events.js';
import type { Applied, Trail } from '../trail/trail.js';

/** What a {@link TrailMemory} is made of. */
export interface TrailMemoryParts {
  readonly journal?: Journal | undefined;
  readonly outputs?: OutputStore | undefined;
}

/**
 * A trail's memory, as its manager sees it: the journal and the output of attempts, or nothing at all. No secret gets into either.
 */
export class TrailMemory {
  readonly #journal: Journal | undefined;
  readonly #outputs: OutputStore | undefined;

  constructor({ journal, outputs }: TrailMemoryParts) {
    this.#journal = journal;
    this.#outputs = outputs;
  }

  /** Whether what happens is journalled. */
  get isKept(): boolean {
    return this.#journal !== undefined;
  }

  /** What was applied, as it is journalled and told to subscribers. */
  recordsOf(applied: readonly Applied[]): readonly JournalRecord[] {
    const epoch = this.#journal?.epoch ?? 1;
    return applied.map(({ revision, at, event, changes, answered }) =>
      maskTold({ revision, epoch, at, event, changes, ...(answered !== undefined && { answered }) }),
    );
  }

  /** Makes records durable, and the output that came before them safe from the end of this process. */
  append(records: readonly JournalRecord[]): void | Promise<void> {
    if (records.length === 0) return;
    try {
      const flushed = this.#outputs?.flush();
      if (flushed === undefined) return this.#journal?.append(records);
      return flushed.then(() => this.#journal?.append(records));
    } catch (error) {
      // A journal that is durable at once refuses at once.
      return Promise.reject(error);
    }
  }

  /** Notes at revision 0 what the trail is. */
  create(event: CreatedEvent, at: number): void | Promise<void> {
    return this.#journal?.append([{ revision: 0, epoch: this.#journal.epoch, at, event, changes: [] }]);
  }

  /** Notes why a trail that broke one of its own rules has ended: it is told in the journal, not done to the trail. */
  async noteEnd(text: string, { revision, at }: Pick<JournalRecord, 'revision' | 'at'>): Promise<void> {
    const event: NoteEvent = { type: 'note', text, steps: [], source: 'server' };
    await this.append(this.recordsOf([{ revision, at, event, changes: [], effects: [] }]));
  }

  /** The durable records, from a revision on. @throws AutoTrailError `AUTOTRAIL_NO_JOURNAL` */
  read(from?: number): AsyncIterable<JournalRecord> {
    if (this.#journal === undefined) throw layer1Error('AUTOTRAIL_NO_JOURNAL');
    return this.#journal.read(from);
  }

  /** Makes of a trail what the journal remembers of it, forgetting what was not kept. */
  async rebuild(trail: Trail): Promise<void> {
    trail.reset();
    for await (const record of this.read()) if (record.event.type !== 'created') trail.fold(record);
  }

  /** Keeps a message of an attempt. */
  write(attempt: AttemptRef, message: JsonValue): void {
    this.#outputs?.write(attempt, message);
  }

  /** Puts back into a trail what its steps have put out, but for attempts that are heard from their beginning again. */
  async restoreOutput(trail: Trail, except: readonly AttemptRef[]): Promise<void> {
    if (this.#outputs === undefined) return;
    for (const attempt of except) await this.#outputs.forget(attempt);
    for await (const { n, message } of this.#outputs.read()) if (n < trail.steps.length) trail.output(n, message);
  }

  async close(): Promise<void> {
    await this.#outputs?.close();
    await this.#journal?.close();
  }
}
