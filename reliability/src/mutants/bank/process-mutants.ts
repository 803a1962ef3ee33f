/** Faults of what has to do with processes: who is ended, who is left, and who knows. */
import type { Mutant } from '../mutant.js';

export const PROCESS_MUTANTS: readonly Mutant[] = [
  {
    name: 'signals the first process of a group, and not the group',
    invariant: 19,
    layer: 'T10',
    breach: /^group: |^orphan: /,
    edits: [
      {
        file: 'helpers/src/process/signal-group.ts',
        find: 'return process.kill(-id, signal);',
        replace: 'return process.kill(id, signal);',
      },
    ],
  },
  {
    name: 'leaves it to a process whether it ends',
    invariant: 19,
    layer: 'T10',
    isSlow: true,
    breach: /^group: |^orphan: /,
    edits: [{ file: 'helpers/src/process/end-group.ts', find: "group.signal('SIGKILL');", replace: '' }],
  },
  {
    name: 'tells nobody of processes that are left',
    invariant: 3,
    layer: 'T10',
    breach: /is alive, and not in the status/,
    edits: [
      {
        file: 'helpers/src/process/survivors.ts',
        find: 'attempt.env.survivors(left);\n    watch(',
        replace: 'watch(',
      },
    ],
  },
  {
    name: 'takes what has outlived its server for gone',
    invariant: 20,
    layer: 'T10',
    breach: /has outlived its server, and is not in the status/,
    edits: [
      {
        file: 'helpers/src/process/recover-processes.ts',
        find: "if (processes.length === 0) return { fate: 'lost' };",
        replace: "if (processes.length >= 0) return { fate: 'lost' };",
      },
    ],
  },
];
