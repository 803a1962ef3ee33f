/** Faults of the socket: what strangers may do. */
import type { Mutant } from '../mutant.js';

const CHECK = 'core/src/socket/check-request.ts';

export const SOCKET_MUTANTS: readonly Mutant[] = [
  {
    name: 'takes the last of two fields of the same name',
    invariant: 16,
    layer: 'T8',
    isSlow: true,
    breach: /^the trail's (revision|status) was /,
    edits: [{ file: CHECK, find: 'if (this.#keys.has(key)) throw', replace: 'if (this.#keys.has(key) && key === null) throw' }],
  },
  {
    name: 'takes what every object has for a call',
    invariant: 16,
    layer: 'T8',
    breach: /no answer that is served, id \d+: sound/,
    edits: [
      {
        file: 'layer1/src/api/validate-api-call.ts',
        find: "typeof name === 'string' ? ownOf(definitions, name)",
        replace: "typeof name === 'string' ? definitions[name]",
      },
    ],
  },
  {
    name: 'takes a line however long it is',
    invariant: 30,
    layer: 'T8',
    isSlow: true,
    breach: /huge value/,
    edits: [
      { file: 'core/src/socket/line-decoder.ts', find: 'if (bytes > this.#maxBytes) throw', replace: 'if (bytes < 0) throw' },
    ],
    args: ['--requests=48000'],
  },
  {
    name: 'takes an id of a request however long it is',
    invariant: 30,
    layer: 'T8',
    breach: /no answer that is refused, .*request_id/,
    edits: [
      {
        file: 'layer1/src/manager/call-handler.ts',
        find: 'id.length > 0 && id.length <= MOST_CHARACTERS',
        replace: 'id.length > 0',
      },
    ],
  },
  {
    name: 'keeps the connections of clients that break its rules',
    invariant: 30,
    layer: 'T8',
    isSlow: true,
    breach: /did not end the connection/,
    edits: [
      {
        file: 'core/src/socket/served-connection.ts',
        find: 'if (this.#wire === 2) this.#gone.abort();\n    this.finish();',
        replace: 'if (this.#wire === 2) this.#gone.abort();',
      },
    ],
  },
];
