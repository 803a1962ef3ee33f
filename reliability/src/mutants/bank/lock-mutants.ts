/** Faults of the lock: who may write. */
import type { Mutant } from '../mutant.js';

const LOCK = 'layer2/src/run/generation-lock.ts';
const IDENTITY = 'layer2/src/run/process-identity.ts';
const JOURNAL = 'layer2/src/journal/file-journal.ts';

export const LOCK_MUTANTS: readonly Mutant[] = [
  {
    name: 'acknowledges what it wrote into a journal that is another owner’s',
    invariant: 29,
    layer: 'T3',
    breach: /schedule \d+: /,
    edits: [{ file: JOURNAL, find: "if (!isOwner) throw this.#lose('the trail has another owner');", replace: '' }],
  },
  {
    name: 'never looks who the owner is',
    invariant: 29,
    layer: 'T12',
    breach: /acknowledged a command after it had lost the trail/,
    edits: [{ file: LOCK, find: 'if (this.#isReleased) return false;', replace: 'return !this.#isReleased;' }],
  },
  {
    name: 'takes a lock that somebody else was quicker to take',
    invariant: 29,
    layer: 'T12',
    breach: /a loser against \d* ?said|of 6 starters became the owner/,
    edits: [
      {
        file: LOCK,
        find: "if (code === 'EEXIST' || code === 'ENOENT') return false;",
        replace: "if (code === 'EEXIST') return true;",
      },
    ],
  },
  {
    name: 'takes an owner that is alive for dead',
    invariant: 29,
    layer: 'T12',
    breach: /\d of 6 starters|overlap|owner/,
    edits: [
      {
        file: IDENTITY,
        find: 'return startTime === null || found === null || found === startTime;',
        replace: 'return found === null;',
      },
    ],
  },
  {
    name: 'takes a stranger with the same number for the owner',
    invariant: 29,
    layer: 'T12',
    breach: /0 of 6 starters became the owner|a loser against/,
    edits: [
      { file: IDENTITY, find: 'return startTime === null || found === null || found === startTime;', replace: 'return true;' },
    ],
  },
];
