/** Faults of the server: what is told, remembered and carried out when. */
import type { Mutant } from '../mutant.js';

const MANAGER = 'layer1/src/manager/trail-manager.ts';
const SUBSCRIPTIONS = 'layer1/src/manager/subscriptions.ts';
const RUNNER = 'layer1/src/manager/effect-runner.ts';
const CARRIED_OUT_LATER = '() => this.#carryOut(taken, records),\n';

export const SERVER_MUTANTS: readonly Mutant[] = [
  {
    name: 'starts an attempt that was ended in the turn in which it was decided',
    invariant: 4,
    layer: 'T11',
    breach: /started though nobody wanted it/,
    edits: [{ file: RUNNER, find: 'if (!trail.isUnderWay({ n, attempt })) return', replace: 'if (n < 0) return' }],
  },
  {
    name: 'acknowledges before the journal has written',
    invariant: 10,
    layer: 'T4',
    breach: /was acknowledged with/,
    edits: [
      {
        file: MANAGER,
        find: 'return durable.then(\n',
        replace: 'const more = this.#carryOut(taken, records);\n    return durable.then(\n',
      },
      { file: MANAGER, find: CARRIED_OUT_LATER, replace: '() => more,\n' },
    ],
  },
  {
    name: 'starts an attempt before its record is durable',
    invariant: 20,
    layer: 'T7',
    breach: /began before its record was synced/,
    edits: [
      {
        file: MANAGER,
        find: 'return durable.then(\n',
        replace: 'this.#work.carryOut(taken.applied, () => false);\n    return durable.then(\n',
      },
      { file: MANAGER, find: CARRIED_OUT_LATER, replace: '() => this.#carryOut({ ...taken, applied: [] }, records),\n' },
    ],
  },
  {
    name: 'answers before the journal has said whether it keeps the command',
    invariant: 10,
    layer: 'T11',
    breach: /invariant 10: .* which is not durable/,
    edits: [{ file: MANAGER, find: 'return durable.then(\n', replace: 'this.#desk.send([]);\n    return durable.then(\n' }],
  },
  {
    name: 'goes on with what the journal has refused',
    invariant: 28,
    layer: 'T11',
    breach: /invariant 26: the journal remembers otherwise/,
    edits: [{ file: MANAGER, find: 'await this.#memory.rebuild(this.#trail);', replace: '' }],
  },
  {
    name: 'answers a command that was refused as if it had been kept, when it comes again',
    invariant: 12,
    layer: 'T3',
    breach: /acknowledged and lost/,
    edits: [
      {
        file: MANAGER,
        find: 'if (answered !== undefined) this.#answered.forget(answered.requestId);',
        replace: 'if (answered === null) this.#trouble = null;',
      },
    ],
  },
  {
    name: 'forgets with the server which requests it has answered',
    invariant: 12,
    layer: 'T4',
    breach: /took effect twice|was answered .* first, and then/,
    edits: [{ file: MANAGER, find: 'for (const request of opening.answered) this.#answered.remember(request);', replace: '' }],
  },
  {
    name: 'carries a command out again that comes again',
    invariant: 12,
    layer: 'T9',
    breach: /is of no command that a client made, or of one once more/,
    edits: [
      {
        file: 'layer1/src/memory/answered-requests.ts',
        find: 'const known = this.#entries.get(requestId)?.request;',
        replace: 'const known = this.#entries.get(digest)?.request;',
      },
    ],
  },
  {
    name: 'answers nobody when it ends itself',
    invariant: 5,
    layer: 'T6',
    breach: /a command was never answered/,
    edits: [{ file: MANAGER, find: 'this.#desk.refuseAll(this.#endedBecause);', replace: '' }],
  },
  {
    name: 'answers a status from up to 50 milliseconds ago',
    invariant: 15,
    layer: 'T9',
    breach: /has no place/,
    edits: [
      {
        file: 'layer1/src/manager/call-handler.ts',
        find: 'const handled = handleApiCall(message, trail, {',
        replace: [
          'const cache = this as { at?: number; trail?: Trail };',
          'if (!(Date.now() - cache.at < 50)) Object.assign(cache, { at: Date.now(), trail: trail.fork() });',
          "const handled = handleApiCall(message, message.name === 'status' ? cache.trail : trail, {",
        ].join('\n'),
      },
    ],
  },
  {
    name: 'answers a status from before the last command',
    invariant: 15,
    layer: 'T9',
    // Where many are at it, there is always a later command than the one that somebody waited for.
    args: ['--operations=1500', '--clients=1'],
    breach: /has no place/,
    edits: [
      {
        file: 'layer1/src/manager/call-handler.ts',
        find: 'const handled = handleApiCall(message, trail, {',
        replace: [
          'const cache = this as { trail?: Trail };',
          "const seen = message.name === 'status' ? (cache.trail ?? trail) : trail;",
          'if (seen === trail) cache.trail = trail.fork();',
          'const handled = handleApiCall(message, seen, {',
        ].join('\n'),
      },
    ],
  },
  {
    name: 'gives all attempts the same key',
    invariant: 22,
    layer: 'T3',
    breach: /was started twice/,
    edits: [{ file: RUNNER, find: 'params, results, key: ', replace: 'params, results, key, also: ' }],
  },
  {
    name: 'says nothing of what a subscriber has missed',
    invariant: 25,
    layer: 'T11',
    breach: /invariant 25: revision \d+ was to be told/,
    edits: [{ file: SUBSCRIPTIONS, find: 'if (next <= last && !push(', replace: 'if (next < 0 && !push(' }],
  },
  {
    name: 'tells a subscriber twice what it had room for',
    invariant: 25,
    layer: 'T11',
    breach: /invariant 25: revision \d+ was to be told/,
    edits: [{ file: SUBSCRIPTIONS, find: 'subscriber.next = revision + 1;', replace: 'subscriber.next = revision;' }],
  },
];
