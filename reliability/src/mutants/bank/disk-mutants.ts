/** Faults of the journal: what is on the disk, and what is made of it. */
import type { Mutant } from '../mutant.js';

const JOURNAL = 'layer2/src/journal/file-journal.ts';
const OPEN = 'layer2/src/journal/open-journal.ts';
const LINE = 'layer2/src/journal/journal-line.ts';
const SYNC = 'await this.#opened.disk.sync();';

export const DISK_MUTANTS: readonly Mutant[] = [
  {
    name: 'syncs nothing it appends',
    invariant: 10,
    layer: 'T5',
    breach: /records were kept, \d+ are there/,
    edits: [{ file: JOURNAL, find: SYNC, replace: '' }],
  },
  {
    name: 'asks the system for no sync',
    invariant: 10,
    layer: 'T7',
    breach: /was told before a sync of the journal covered it/,
    edits: [{ file: 'layer2/src/disk/system-file.ts', find: 'sync: () => handle.datasync()', replace: 'sync: async () => {}' }],
  },
  {
    name: 'does not sync the folder of a journal it has made',
    invariant: 10,
    layer: 'T5',
    breach: /records were kept, \d+ are there/,
    edits: [{ file: OPEN, find: 'await system.syncFolder(dirname(file));', replace: '' }],
  },
  {
    name: 'tries a sync again that has failed',
    invariant: 28,
    layer: 'T6',
    breach: /acknowledged and lost/,
    edits: [{ file: JOURNAL, find: SYNC, replace: 'await this.#opened.disk.sync().catch(() => this.#opened.disk.sync());' }],
  },
  {
    name: 'acknowledges although the sync has failed',
    invariant: 28,
    layer: 'T6',
    breach: /acknowledged and lost/,
    edits: [{ file: JOURNAL, find: SYNC, replace: 'await this.#opened.disk.sync().catch(() => {});' }],
  },
  {
    name: 'leaves half a record where an append has failed',
    invariant: 28,
    layer: 'T5',
    breach: /the journal does not open/,
    edits: [
      {
        file: JOURNAL,
        find: 'await this.#assertOwner();\n    try {\n      await this.#opened.disk.truncate(this.#end.offset);\n    } catch (cause)',
        replace: 'await this.#assertOwner();\n    try {\n    } catch (cause)',
      },
    ],
  },
  {
    name: 'leaves to the next owner what no sync has kept',
    invariant: 28,
    layer: 'T3',
    args: ['--schedules=700'],
    isSlow: true,
    breach: /at byte \d+ of the journal/,
    edits: [
      {
        file: JOURNAL,
        find: 'await this.#assertOwner();\n      await this.#opened.disk.truncate(this.#end.offset);',
        replace: 'await this.#assertOwner();',
      },
    ],
  },
  {
    name: 'cuts a journal wherever it is damaged',
    invariant: 27,
    layer: 'T5',
    breach: /^bit \d+/,
    edits: [
      {
        file: 'layer2/src/journal/records-in.ts',
        find: "if ('expected' in line) throw damaged(file, end, line);",
        replace: "if ('expected' in line) return { records, end, needs: 1 };",
      },
    ],
  },
  {
    name: 'does not check a record',
    invariant: 27,
    layer: 'T5',
    breach: /^bit \d+/,
    edits: [{ file: LINE, find: 'if (check !== stated) return', replace: 'if (check < 0) return' }],
  },
  {
    name: 'does not check the length of a record',
    invariant: 27,
    layer: 'T5',
    breach: /^bit \d+/,
    edits: [{ file: LINE, find: 'if (stated === lengthCheck) return null;', replace: 'return null;' }],
  },
  {
    name: 'leaves an incomplete line, and writes on after it',
    invariant: 27,
    layer: 'T5',
    breach: /^AutoTrailError: Expected .* at byte \d+ of the journal/,
    edits: [{ file: OPEN, find: 'if (incomplete > 0) await cut', replace: 'if (incomplete < 0) await cut' }],
  },
  {
    name: 'cuts whole records with the incomplete one',
    invariant: 27,
    layer: 'T5',
    breach: /^AutoTrailError: Expected .* at byte \d+ of the journal/,
    edits: [{ file: OPEN, find: 'await disk.truncate(offset);', replace: 'await disk.truncate(0);' }],
  },
  {
    name: 'uses the epoch of the owner before',
    invariant: 29,
    layer: 'T5',
    breach: /epoch \d+ was used before/,
    edits: [{ file: JOURNAL, find: 'Math.max(options.epoch, end.epoch + 1)', replace: 'Math.max(options.epoch, end.epoch)' }],
  },
  {
    name: 'removes a run whose new name is not durable',
    invariant: 27,
    layer: 'T5',
    breach: /moment \d+: /,
    edits: [{ file: 'layer2/src/run/prune-runs.ts', find: 'await disk.syncFolder(place);', replace: '' }],
  },
];
