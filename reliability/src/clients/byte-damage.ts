import type { Random } from '../support/random.js';
import { choose } from './choose.js';
import type { HostileLine, Wire } from './hostile-line.js';
import { judge } from './judge.js';
import { soundCall, textOf } from './sound-calls.js';

type Damage = (random: Random, line: Buffer, other: Buffer) => Buffer;

/** Sequences that are no UTF-8: a lone byte, a cut sequence, an overlong one, half a surrogate pair, one beyond the last character. */
const BAD_UTF8 = ['80', 'c3', 'e282', 'c0af', 'eda080', 'f5808080', 'ff', 'fe', 'f8888080'].map((hex) => Buffer.from(hex, 'hex'));
const NEWLINE = 10;
const NOT_A_NEWLINE = 11;

const DAMAGES = {
  'bits flipped': (random, line) => {
    const damaged = Buffer.from(line);
    for (let flips = 1 + random.below(4); flips > 0; flips -= 1) {
      const at = random.below(damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
    }
    return damaged;
  },
  truncated: (random, line) => line.subarray(0, random.below(line.length)),
  spliced: (random, line, other) =>
    Buffer.concat([line.subarray(0, random.below(line.length)), other.subarray(random.below(other.length))]),
  'bad UTF-8': (random, line) => withInserted(random, line, choose(random, BAD_UTF8)),
  'control bytes': (random, line) => withInserted(random, line, Buffer.from([choose(random, [0, 1, 7, 8, 12, 13, 27, 31, 127])])),
  'percent broken': (random, line) => {
    const encoded = Buffer.from(encodeURIComponent(line.toString()));
    return random.chance(0.5)
      ? encoded.subarray(0, 1 + random.below(encoded.length))
      : withInserted(random, encoded, Buffer.from('%'));
  },
  noise: (random) => Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256))),
} satisfies Record<string, Damage>;

/** How the bytes of a request can be damaged. */
export type DamageKind = keyof typeof DAMAGES;

/** The kinds, in the order of their table. */
export const DAMAGE_KINDS = Object.keys(DAMAGES) as readonly DamageKind[];

/** What is asked for. */
export interface DamageWanted {
  readonly kind: DamageKind;
  readonly wire: Wire;
  /** The id the request bears before it is damaged, on version 2. */
  readonly id: number;
}

/** A sound request whose bytes were damaged; one line still, that changes nothing. */
export function damagedLine(random: Random, { kind, wire, id }: DamageWanted): HostileLine {
  const sound = (): Buffer => {
    const text = textOf(soundCall(random, wire));
    return Buffer.from(wire === 1 ? text : `{"id":${id},${text.slice(1)}`);
  };
  for (;;) {
    const bytes = Buffer.from(DAMAGES[kind](random, sound(), sound()).map((byte) => (byte === NEWLINE ? NOT_A_NEWLINE : byte)));
    const { verdict, isForbidden } = judge(bytes, wire);
    if (!isForbidden && !(wire === 1 && opensVersion2(bytes))) return { kind, bytes, verdict };
  }
}

/** Such a first line would be read as the hello of version 2. */
function opensVersion2(bytes: Buffer): boolean {
  return bytes.includes('autotrail');
}

function withInserted(random: Random, line: Buffer, inserted: Buffer): Buffer {
  const at = random.below(line.length + 1);
  return Buffer.concat([line.subarray(0, at), inserted, line.subarray(at)]);
}
