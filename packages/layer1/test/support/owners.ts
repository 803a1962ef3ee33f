import type { JsonValue } from '@autotrail/core';
import type { TrailManagerParts } from '../../src/manager/trail-manager-parts.js';
import { type JournalRecord, MemoryJournal } from '../../src/ports/journal.js';
import type { OutputStore } from '../../src/ports/output-store.js';
import type { AttemptRef } from '../../src/trail/effects.js';
import type { Trail } from '../../src/trail/trail.js';
import { quiet, type Rig, rigFor } from './manager-rig.js';

/** One owner of a trail, and the journal it keeps: what it appends is durable at once. */
export interface Owner extends Rig {
  readonly memory: MemoryJournal;
  /** All that is durable. */
  readonly records: () => Promise<readonly JournalRecord[]>;
}

/** An owner that goes on where the records of those before it end. It is started, unless it is given transports. */
export function ownerOf(trail: Trail, before: readonly JournalRecord[] = [], parts: Partial<TrailManagerParts> = {}): Owner {
  const memory = new MemoryJournal(written(before));
  const rig = rigFor(trail, { name: 'release', run: 'r1', ...parts, journal: memory });
  return { ...rig, memory, records: () => readAll(memory) };
}

/** The same, when it has done what it does by itself. */
export async function openOwner(
  trail: Trail,
  before: readonly JournalRecord[] = [],
  parts: Partial<TrailManagerParts> = {},
): Promise<Owner> {
  const owner = ownerOf(trail, before, parts);
  await quiet();
  return owner;
}

/** All records of a journal. */
export async function readAll(journal: Pick<MemoryJournal, 'read'>): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}

/** What a file would give back. */
function written(records: readonly JournalRecord[]): readonly JournalRecord[] {
  return JSON.parse(JSON.stringify(records)) as readonly JournalRecord[];
}

/** Output that is kept in memory, for as many owners as are given it. */
export class MemoryOutputs implements OutputStore {
  readonly kept: (AttemptRef & { readonly message: JsonValue })[] = [];
  /** What was done, in order. */
  readonly notes: string[] = [];

  write({ n, attempt }: AttemptRef, message: JsonValue): void {
    this.kept.push({ n, attempt, message });
    this.notes.push(`write ${n}.${attempt}`);
  }

  async flush(): Promise<void> {
    this.notes.push('flush');
  }

  async *read(): AsyncGenerator<AttemptRef & { readonly message: JsonValue }, void, void> {
    yield* this.kept.slice();
  }

  async forget({ n, attempt }: AttemptRef): Promise<void> {
    this.notes.push(`forget ${n}.${attempt}`);
    const others = this.kept.filter((one) => one.n !== n || one.attempt !== attempt);
    this.kept.splice(0, this.kept.length, ...others);
  }

  async close(): Promise<void> {
    this.notes.push('close');
  }
}
