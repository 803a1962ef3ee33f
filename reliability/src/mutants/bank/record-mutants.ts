/** Faults of what records mean: journals of releases before are read otherwise, or taken for what they are not. */
import type { Mutant } from '../mutant.js';

const RECORD = 'layer2/src/journal/journal-record.ts';

export const RECORD_MUTANTS: readonly Mutant[] = [
  {
    name: 'passes over records of a kind that it does not know',
    invariant: 27,
    layer: 'T13',
    breach: /invariant 27: unknown event/,
    edits: [
      {
        file: RECORD,
        find: "if (typeof type !== 'string' || !Object.hasOwn(EVENT_TYPES, type)) return",
        replace: "if (typeof type !== 'string') return",
      },
    ],
  },
  {
    name: 'reads a journal of whatever format',
    invariant: 27,
    layer: 'T13',
    breach: /invariant 27: unknown format/,
    edits: [{ file: RECORD, find: 'return format === JOURNAL_FORMAT ? null', replace: 'return format !== null ? null' }],
  },
  {
    name: 'makes of the records of a release before another state',
    invariant: 26,
    layer: 'T13',
    breach: /invariant 26: .* as another state/,
    edits: [
      {
        file: 'layer1/src/trail/record.ts',
        find: 'abandoned: change.abandoned === undefined ? before.abandoned : change.abandoned,',
        replace: 'abandoned: change.abandoned ?? null,',
      },
    ],
  },
];
