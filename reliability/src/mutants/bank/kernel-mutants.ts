/** Faults of the rules: what a step may do when. */
import type { Edit, Mutant } from '../mutant.js';

const TURN = 'layer1/src/trail/turn.ts';
const ATTEMPTS = 'layer1/src/trail/attempt-effects.ts';
const RULES = 'layer1/src/trail/rules.ts';
const PROMPT_RULES = 'layer1/src/trail/prompt-rules.ts';
const START_CHECK = 'layer1/src/trail/start-check.ts';
const EDGES = 'layer1/src/trail/edges.ts';
const TABLE = 'layer1/src/transitions.ts';

/** The kernel's own check of the same promise, which would end the trail first. */
function unchecked(holds: string): Edit {
  return { file: START_CHECK, find: `holdInvariant(${holds}, `, replace: 'holdInvariant(true, ' };
}

const STARTS_AFTER_SHUTDOWN: Edit = {
  file: TURN,
  find: 'if (!mayRun(this) || (until',
  replace: 'if (!this.ledger.flags.isStarted || (until',
};

export const KERNEL_MUTANTS: readonly Mutant[] = [
  {
    name: 'starts a step before its parents are done',
    invariant: 1,
    layer: 'T1',
    breach: /invariant 1: /,
    edits: [
      {
        file: TURN,
        find: 'if (!this.ledger.isReached(n)) return;',
        replace: '',
      },
      unchecked('isLedUpTo({ plan, ledger }, n)'),
    ],
  },
  {
    name: 'reaches a join with the first of its parents',
    invariant: 8,
    layer: 'T1',
    breach: /invariant 8: step \d+ is reached: true/,
    edits: [
      {
        file: 'core/src/frontier.ts',
        find: 'const unmet = (this.#unmet[head] as number) + change;',
        replace: 'const unmet = change < 0 ? 0 : (this.#unmet[head] as number) + change;',
      },
    ],
  },
  {
    name: 'starts a step whose attempt before is still ending',
    invariant: 7,
    layer: 'T2',
    breach: /invariant 7: /,
    edits: [
      { file: TURN, find: 'if (ending === null) return this.ledger', replace: 'if (n >= 0) return this.ledger' },
      unchecked('ending === null'),
    ],
  },
  {
    name: 'gives every attempt the number 1',
    invariant: 2,
    layer: 'T2',
    breach: /invariant 2: /,
    edits: [
      {
        file: ATTEMPTS,
        find: 'const fresh = { attempt: attempt + 1, ',
        replace: 'const fresh = { attempt: Math.max(attempt, 1), ',
      },
    ],
  },
  {
    name: 'does not end what is interrupted',
    invariant: 3,
    layer: 'T1',
    breach: /invariant 3: /,
    edits: [{ file: ATTEMPTS, find: "{ type: 'end', n, attempt, reason },", replace: '' }],
  },
  {
    name: 'starts steps after an acknowledged shutdown',
    invariant: 4,
    layer: 'T2',
    breach: /invariant 4: /,
    edits: [STARTS_AFTER_SHUTDOWN, unchecked('mayRun({ ledger })')],
  },
  {
    name: 'breaks a rule of its own and goes on',
    invariant: 32,
    layer: 'T2',
    breach: /invariant 32: the trail threw: AutoTrailError: The trail has broken a rule of its own/,
    edits: [STARTS_AFTER_SHUTDOWN],
  },
  {
    name: 'runs what is paused',
    invariant: 4,
    layer: 'T1',
    breach: /invariant 4: /,
    edits: [
      { file: TABLE, find: "run: { on: 'reached', from: [Waiting]", replace: "run: { on: 'reached', from: [Waiting, Paused]" },
    ],
  },
  {
    name: 'overlooks a step that waits when its attempt before is gone',
    invariant: 5,
    layer: 'T2',
    breach: /invariant 5: /,
    edits: [
      {
        file: RULES,
        find: 'turn.set({ n, ending: null });\n  turn.lookAt(n);',
        replace: 'turn.set({ n, ending: null });',
      },
    ],
  },
  {
    name: 'waits without end for an attempt that will not end',
    invariant: 5,
    layer: 'T1',
    breach: /invariant 5: nothing gives up/,
    edits: [
      {
        file: ATTEMPTS,
        find: "{ type: 'timer', timer: { kind: 'grace', n, attempt }, at: at + plan.step(n).policy.graceMs },",
        replace: '',
      },
    ],
  },
  {
    name: 'resumes what has failed for good',
    invariant: 6,
    layer: 'T2',
    breach: /invariant 6: /,
    edits: [
      {
        file: TABLE,
        find: "resume: { on: 'step call', from: [...HELD, Interrupted]",
        replace: "resume: { on: 'step call', from: [...HELD, Interrupted, Failed]",
      },
    ],
  },
  {
    name: 'never goes on behind a condition that has failed',
    invariant: 5,
    layer: 'T1',
    breach: /invariant 5: /,
    edits: [{ file: EDGES, find: 'leftOut !== undefined && !leftOut.has(target)', replace: 'false' }],
  },
  {
    name: 'counts the result of another attempt',
    invariant: 18,
    layer: 'T2',
    breach: /invariant 18: /,
    edits: [
      {
        file: 'layer1/src/trail/under-way.ts',
        find: 'return record.attempt === attempt && plan.meaning',
        replace: 'return plan.meaning',
      },
    ],
  },
  {
    name: 'takes the end of any attempt for that of the one it waits for',
    invariant: 18,
    layer: 'T1',
    breach: /invariant 18: /,
    edits: [
      {
        file: RULES,
        find: 'if (turn.ledger.record(n).ending === attempt) return gone(turn, n);',
        replace: 'if (turn.ledger.record(n).ending !== null) return gone(turn, n);',
      },
    ],
  },
  {
    name: 'answers a prompt whose time is over',
    invariant: 23,
    layer: 'T2',
    breach: /invariant 23: /,
    edits: [
      { file: PROMPT_RULES, find: "if (found?.prompt.status === 'open') answer", replace: 'if (found !== undefined) answer' },
    ],
  },
  {
    name: 'leaves prompts open whose attempt is over',
    invariant: 23,
    layer: 'T1',
    breach: /invariant 23: the prompts must be \S+ ended \d+, and are \S+ open/,
    edits: [
      {
        file: TURN,
        find: "const isAnyOpen = prompts.some(({ status }) => status === 'open');",
        replace: 'const isAnyOpen = false;',
      },
    ],
  },
  {
    name: 'runs what is there for a failure that did not happen',
    invariant: 8,
    layer: 'T1',
    breach: /invariant 8: .*must be Skipped, is /,
    edits: [
      {
        file: TURN,
        find: 'if (untriggered !== undefined && isUntriggered(this, n)) return this.#skipUntriggered(n, untriggered);',
        replace: '',
      },
      unchecked('isLedUpTo({ plan, ledger }, n)'),
    ],
  },
  {
    name: 'lets one attempt more run than a limit allows',
    invariant: 4,
    layer: 'T2',
    breach: /invariant 4: .*must be Waiting, is Running/,
    edits: [
      {
        file: 'layer1/src/trail/slots.ts',
        find: 'every(({ limit, used }) => used < limit.most)',
        replace: 'every(({ limit, used }) => used <= limit.most)',
      },
    ],
  },
  {
    name: 'tries once more than it was asked to',
    invariant: 18,
    layer: 'T2',
    breach: /invariant 18: .*must be Failed, is Waiting/,
    edits: [{ file: 'layer1/src/trail/retry.ts', find: 'return tries < attempts &&', replace: 'return tries <= attempts &&' }],
  },
  {
    name: 'has a timer of a wait that is over let a step go',
    invariant: 8,
    layer: 'T2',
    breach: /invariant 8: .*must be (To Pause|Paused), is /,
    edits: [{ file: RULES, find: 'if (until !== at) return;', replace: 'if (until === null && at < 0) return;' }],
  },
];
