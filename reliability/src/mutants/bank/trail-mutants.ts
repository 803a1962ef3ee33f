/** Faults of what the rules stand on: the graph, copies, folding, taking up, and the calls. */
import type { Mutant } from '../mutant.js';

const EDGES = 'layer1/src/trail/edges.ts';
const TURN = 'layer1/src/trail/turn.ts';
const TRAIL = 'layer1/src/trail/trail.ts';
const RESUME = 'layer1/src/trail/resume-rule.ts';
const LEDGER = 'layer1/src/trail/ledger.ts';

export const TRAIL_MUTANTS: readonly Mutant[] = [
  {
    name: 'leaves out what another live path leads to',
    invariant: 8,
    layer: 'T1',
    breach: /invariant 8: /,
    edits: [
      {
        file: 'core/src/strict-progeny.ts',
        find: 'if (inside === dag.parentCount(child)) branch.push(child);',
        replace: 'if (inside === 1) branch.push(child);',
      },
    ],
  },
  {
    name: 'waits without end for a failure that can no longer happen',
    invariant: 5,
    layer: 'T2',
    breach: /invariant 5: .*must be Running, is Waiting/,
    edits: [
      {
        file: EDGES,
        find: 'const leadsNowhere = isIgnored === true || this.isUnreachable(n);',
        replace: 'const leadsNowhere = isIgnored === true;',
      },
    ],
  },
  {
    name: 'leaves out for good what a condition left out whose failure is taken back',
    invariant: 6,
    layer: 'T2',
    breach: /invariant 6: .*must be Waiting, is Skipped/,
    edits: [{ file: TURN, find: 'else if (failed(was)) this.#mended.push(n);', replace: '' }],
  },
  {
    name: 'acts in a dry run',
    invariant: 13,
    layer: 'T1',
    breach: /invariant 13: a dry run/,
    edits: [
      {
        file: 'layer1/src/api/definition-parts.ts',
        find: 'return call.dry_run === false;',
        replace: 'return call.dry_run !== null;',
      },
    ],
  },
  {
    name: 'lets a copy of a trail share its records',
    invariant: 13,
    layer: 'T1',
    breach: /invariant 13: /,
    edits: [{ file: LEDGER, find: 'copyOf.#records.slice()', replace: 'copyOf.#records' }],
  },
  {
    name: 'takes a call with a field of the wrong type',
    invariant: 16,
    layer: 'T1',
    breach: /invariant 16: .* was not refused/,
    edits: [
      {
        file: 'layer1/src/api/validators.ts',
        find: "isValid: (value) => typeof value === 'boolean' }",
        replace: 'isValid: () => true }',
      },
    ],
  },
  {
    name: 'forgets the attempts that were ending when the server was lost',
    invariant: 20,
    layer: 'T2',
    breach: /invariant 20: /,
    edits: [
      {
        file: 'layer1/src/trail/under-way.ts',
        find: 'return ending === null ? newest : [{ n, attempt: ending }, ...newest];',
        replace: 'return ending === null ? newest : newest;',
      },
    ],
  },
  {
    name: 'runs again by itself what may run once',
    invariant: 21,
    layer: 'T4',
    breach: /ran again by itself|ran when the server was lost, and is Running/,
    edits: [
      {
        file: RESUME,
        find: "turn.plan.step(n).policy.idempotent ? 'lose_idempotent' : 'lose'",
        replace: "turn.plan.step(n).policy.graceMs >= 0 ? 'lose_idempotent' : 'lose'",
      },
    ],
  },
  {
    name: 'forgets the deadlines of prompts with the server',
    invariant: 24,
    layer: 'T2',
    breach: /invariant 24: /,
    edits: [
      {
        file: RESUME,
        find: 'for (const prompt of openPrompts(record)) setTimers(turn, { n, attempt, prompt });',
        replace: 'openPrompts(record);',
      },
    ],
  },
  {
    name: 'folds a shutdown into a trail that was taken up since',
    invariant: 26,
    layer: 'T2',
    breach: /invariant 26: /,
    edits: [{ file: TRAIL, find: "if (event.type === 'resumed') this.#ledger.flags.isShuttingDown = false;", replace: '' }],
  },
  {
    name: 'folds a limit into nothing',
    invariant: 26,
    layer: 'T13',
    breach: /invariant 26: journal \d+ of .* as another state/,
    edits: [{ file: TRAIL, find: "if (event.type === 'limit') this.#ledger.setLimit(event);", replace: '' }],
  },
  {
    name: 'makes a record of each step of a command',
    invariant: 14,
    layer: 'T4',
    breach: /nobody sent record/,
    edits: [
      {
        file: 'layer1/src/api/definition-parts.ts',
        find: "[{ type: 'command', call: call.name, moves: [move(row, steps)] }]",
        replace: "steps.map((one) => ({ type: 'command', call: call.name, moves: [move(row, [one])] }))",
      },
    ],
  },
  {
    name: 'answers a command with the revision before it',
    invariant: 11,
    layer: 'T9',
    breach: /at revision \d+ a dry run answers/,
    edits: [
      {
        file: 'layer1/src/api/definition-parts.ts',
        find: 'revision: trail.revision }',
        replace: 'revision: Math.max(0, trail.revision - 1) }',
      },
    ],
  },
  {
    name: 'forgets with the server until when steps are held',
    invariant: 24,
    layer: 'T2',
    breach: /invariant 24: step \d+ has no timer wait/,
    edits: [
      {
        file: RESUME,
        find: 'for (let n = 0; n < turn.plan.dag.size; n++) goOnWaiting(turn, n);',
        replace: 'if (turn.at < 0) goOnWaiting(turn, 0);',
      },
    ],
  },
  {
    name: 'runs again what a person had left out',
    invariant: 11,
    layer: 'T1',
    breach: /invariant 11: .*must do keep_skipped/,
    edits: [
      {
        file: 'layer1/src/api/outcome-calls.ts',
        find: "movesAlong('keep_skipped', decided, trail),",
        replace: '',
      },
    ],
  },
];
