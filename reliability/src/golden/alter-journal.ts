import { crc32 } from 'node:zlib';
import { JOURNAL_FORMAT, type JournalRecord } from '@autotrail/layer1';

/** What a later release could have written, and an earlier one must refuse. */
export interface Alteration {
  readonly name: string;
  /** What a record is made into; all others stay as they are. */
  readonly alter: (record: JournalRecord) => unknown;
  /** Whether it is made of the first record. @default of another */
  readonly isOfFirst?: true;
  /** A word of the refusal. */
  readonly because: string;
}

/** Everything that must be refused. */
export const ALTERATIONS: readonly Alteration[] = [
  { name: 'unknown event', alter: (record) => ({ ...record, event: { type: 'teleported' } }), because: 'teleported' },
  { name: 'unknown record', alter: ({ revision, epoch, at }) => ({ revision, epoch, at, snapshot: {} }), because: 'changes' },
  {
    name: 'unknown state',
    alter: (record) => ({ ...record, changes: [{ n: 0, state: 'Gone' }] }),
    because: 'a change of a step',
  },
  {
    name: 'unknown format',
    alter: (record) => ({ ...record, event: { ...record.event, format: JOURNAL_FORMAT + 1 } }),
    isOfFirst: true,
    because: `format ${JOURNAL_FORMAT}`,
  },
];

/**
 * A journal with one record altered, all of whose bytes are as sound as before. Its format is written down here a second time: each
 * line is `["<length> <check of it> <check of the record>",<record>]`, and each check goes on from the one before.
 *
 * @param which - a number of its own for each journal: no two are altered in the same place
 */
export function alterJournal(journal: string, which: number, { alter, isOfFirst }: Alteration): string {
  const lines = journal.split('\n').slice(0, -1);
  const at = isOfFirst === true ? 0 : 1 + (which % (lines.length - 1));
  let before = 0;
  const altered = lines.map((line, revision) => {
    const record = Buffer.from(line.slice(line.indexOf(',') + 1, -1), 'latin1').toString();
    const bytes = Buffer.from(revision === at ? JSON.stringify(alter(JSON.parse(record))) : record);
    const length = hexadecimal(bytes.length);
    const check = crc32(length, before);
    before = crc32(bytes, check);
    return `["${length} ${hexadecimal(check)} ${hexadecimal(before)}",${bytes.toString('latin1')}]\n`;
  });
  return altered.join('');
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(8, '0');
}
