import { AutoTrailError } from '@autotrail/core';
import type { JournalRecord } from '@autotrail/layer1';
import { FileJournal } from '@autotrail/layer2';
import type { SimulatedDisk } from '@autotrail/testing';
import { JOURNAL, type Promised } from './journal-session.js';

/** Opens a journal as its next owner would, and says what is wrong with that; `null` if nothing is. */
export async function judgeJournal(disk: SimulatedDisk, { kept, sent }: Promised): Promise<string | null> {
  const found: JournalRecord[] = [];
  let journal: FileJournal;
  try {
    journal = await FileJournal.open({ disk, file: JOURNAL, epoch: 1, onRecord: (record) => found.push(record) });
  } catch (error) {
    return `the journal does not open: ${String(error)}`;
  }
  if (found.length < kept) return `${kept} records were kept, ${found.length} are there`;
  if (JSON.stringify(found) !== JSON.stringify(sent.slice(0, found.length))) return 'other records than those that were sent';
  return goesOn(disk, journal, found);
}

/**
 * The same, where the file system may have left zeros in place of bytes: then the journal may be refused, at the byte where they
 * begin or before, but nothing that was kept may be missing before that.
 */
export async function judgeZeroed(disk: SimulatedDisk, promised: Promised): Promise<string | null> {
  const found: JournalRecord[] = [];
  try {
    await FileJournal.open({ disk, file: JOURNAL, epoch: 1, onRecord: (record) => found.push(record) });
  } catch (error) {
    if (!isDamage(error)) return `the journal does not open: ${String(error)}`;
    const zero = disk.files().get(JOURNAL)?.indexOf(0) ?? -1;
    const offset = Number(/ at byte (\d+)/.exec(error.message)?.[1] ?? Number.NaN);
    if (!(offset <= zero)) return `zeros begin at byte ${zero}, and the refusal says ${error.message}`;
    return found.length <= promised.sent.length ? null : 'more records than were sent';
  }
  return judgeJournal(disk, promised);
}

/** Whether a journal was refused because it is not as it was written. */
export function isDamage(error: unknown): error is AutoTrailError {
  return AutoTrailError.is(error) && error.code === 'AUTOTRAIL_JOURNAL_DAMAGED';
}

async function goesOn(disk: SimulatedDisk, journal: FileJournal, found: readonly JournalRecord[]): Promise<string | null> {
  const event: JournalRecord['event'] =
    found.length === 0
      ? { type: 'created', format: 1, trail: 'next', run: 'next', definition: { steps: [], edges: [] } }
      : { type: 'note', text: 'the next owner', steps: [] };
  const next: JournalRecord = { revision: found.length, epoch: journal.epoch, at: 0, event, changes: [] };
  if (found.some(({ epoch }) => epoch >= journal.epoch)) return `epoch ${journal.epoch} was used before`;
  await journal.append([next]);
  const again: JournalRecord[] = [];
  const cut = disk.powerCut(() => false);
  await FileJournal.open({ disk: cut, file: JOURNAL, epoch: 1, onRecord: (record) => again.push(record) });
  return JSON.stringify(again) === JSON.stringify([...found, next]) ? null : 'what the next owner kept is not there';
}
