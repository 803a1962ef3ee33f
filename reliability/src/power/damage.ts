import type { JournalRecord } from '@autotrail/layer1';
import { FileJournal } from '@autotrail/layer2';
import { SimulatedDisk } from '@autotrail/testing';
import { Random } from '../support/random.js';
import { JOURNAL } from './journal-session.js';
import { isDamage } from './judge-journal.js';
import { sampleRecords } from './sample-records.js';

/** A journal as it was written, and where its lines begin. */
export interface ReferenceJournal {
  readonly bytes: Uint8Array;
  readonly records: readonly JournalRecord[];
}

/** What came of damaging a journal in every way of a kind. */
export interface DamageResult {
  readonly images: number;
  readonly breaches: readonly string[];
}

const NEWLINE = 10;

/** Writes a journal to be damaged. */
export async function referenceJournal(seed: number, count: number): Promise<ReferenceJournal> {
  const disk = new SimulatedDisk();
  await disk.makeFolder('/run');
  const records = sampleRecords(new Random(seed), { from: 0, count, epoch: 1 });
  const journal = await FileJournal.open({ disk, file: JOURNAL, epoch: 1 });
  await journal.append(records);
  return { bytes: disk.files().get(JOURNAL) ?? new Uint8Array(), records };
}

/** Cuts a journal at every byte: all whole lines must be read, and the rest be cut. */
export async function everyTruncation({ bytes, records }: ReferenceJournal): Promise<DamageResult> {
  const breaches: string[] = [];
  for (let size = 0; size < bytes.length; size++) {
    const part = bytes.subarray(0, size);
    const { found, error } = await openImage(part);
    const whole = part.filter((byte) => byte === NEWLINE).length;
    if (error !== null) breaches.push(`cut at ${size}: ${String(error)}`);
    else if (found.length !== whole || !isBeginning(found, records, whole))
      breaches.push(`cut at ${size}: ${found.length} records, not ${whole}`);
  }
  return { images: bytes.length, breaches };
}

/** Flips every bit of a journal, one at a time: each must be refused, with the byte at which its line begins. */
export async function everyBitFlip({ bytes, records }: ReferenceJournal): Promise<DamageResult> {
  const breaches: string[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Uint8Array.from(bytes);
    const byte = bit >> 3;
    flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (bit & 7));
    const line = bytes.subarray(0, byte).lastIndexOf(NEWLINE) + 1;
    const { found, error } = await openImage(flipped);
    const before = bytes.subarray(0, line).filter((each) => each === NEWLINE).length;
    if (!isDamage(error)) breaches.push(`bit ${bit}: ${error === null ? 'nothing was found' : String(error)}`);
    else if (!error.message.includes(`byte ${line}`)) breaches.push(`bit ${bit}, line at ${line}: ${error.message}`);
    else if (!isBeginning(found, records, before)) breaches.push(`bit ${bit}: damage was read`);
  }
  return { images: bytes.length * 8, breaches };
}

async function openImage(bytes: Uint8Array): Promise<{ readonly found: readonly JournalRecord[]; readonly error: unknown }> {
  const disk = new SimulatedDisk();
  disk.put(JOURNAL, bytes);
  const found: JournalRecord[] = [];
  try {
    await FileJournal.open({ disk, file: JOURNAL, epoch: 1, onRecord: (record) => found.push(record) });
    return { found, error: null };
  } catch (error) {
    return { found, error };
  }
}

/** Of a line that is damaged the batch it is in is not handed out: fewer may be found, but never others. */
function isBeginning(found: readonly JournalRecord[], records: readonly JournalRecord[], most: number): boolean {
  return found.length <= most && found.every((record, k) => JSON.stringify(record) === JSON.stringify(records[k]));
}
