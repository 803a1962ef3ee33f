import { rmSync, writeFileSync } from 'node:fs';
import { type JournalRecord, Restoration, type Restored, type Trail } from '@autotrail/layer1';
import { FileJournal, inspectJournal, systemDisk } from '@autotrail/layer2';
import { trailOf } from './golden-definition.js';
import type { GoldenJournal } from './golden-file.js';
import { stateHash } from './golden-state.js';

/** How a journal is restored. */
export interface RestoreOptions {
  /** A file that may be written over. */
  readonly file: string;
  /** Makes of the fresh trail another one: for folds that are wrong on purpose. @default none */
  readonly disguise?: (trail: Trail) => Trail;
  /** Is given each record before it is folded, and the trail. */
  readonly onRecord?: (record: JournalRecord, trail: Trail) => void;
}

/**
 * Restores a journal twice: without its author's definition, as those who look at it do, and into the trail of the definition, as the
 * server that goes on with it does. Answers why that did not lead to the state that was live when it was written; `null` if it did.
 */
export async function restoreJournal(
  { definition, journal, state }: GoldenJournal,
  options: RestoreOptions,
): Promise<string | null> {
  const { file, disguise = (trail) => trail, onRecord = () => {} } = options;
  writeFileSync(file, journal, { encoding: 'latin1', mode: 0o600 });
  try {
    const inspected = await inspectJournal(systemDisk, file);
    if (inspected === null || hashOf(inspected.trail, inspected) !== state) return 'the journal is inspected as another state';
    const trail = disguise(trailOf(definition));
    const restoration = new Restoration(trail);
    const take = (record: JournalRecord): void => {
      onRecord(record, trail);
      restoration.fold(record);
    };
    const opened = await FileJournal.open({ disk: systemDisk, file, epoch: 1, onRecord: take });
    await opened.close();
    const { restored } = restoration;
    return restored !== null && hashOf(trail, restored) === state ? null : 'the journal is restored as another state';
  } catch (error) {
    return `the journal is refused: ${String(error)}`;
  } finally {
    rmSync(file, { force: true });
  }
}

function hashOf(trail: Trail, restored: Restored): string {
  const { run, params } = restored.created;
  return stateHash(trail, { ...restored, run, params });
}
