import type { Random } from '../support/random.js';
import { DAMAGE_KINDS, type DamageKind, damagedLine } from './byte-damage.js';
import { chooseByShare } from './choose.js';
import type { Exchange } from './exchange.js';
import { GRAMMAR_KINDS, type GrammarKind, grammarLine } from './grammar.js';
import type { HostileLine, Wire } from './hostile-line.js';
import { MISBEHAVIOUR_KINDS, type MisbehaviourKind, misbehaviour } from './misbehaviour.js';

/** Everything that can be wrong with what a client sends. */
export type HostileKind = GrammarKind | DamageKind | MisbehaviourKind;

/** All kinds. */
export const HOSTILE_KINDS: readonly HostileKind[] = [...GRAMMAR_KINDS, ...DAMAGE_KINDS, ...MISBEHAVIOUR_KINDS];

/** A connection, and of which kinds the requests on it are. */
export interface Planned {
  readonly exchange: Exchange;
  readonly kinds: readonly HostileKind[];
}

/** Lines that always end the connection are kept few, so that many requests share one. */
const ENDING: readonly string[] = [
  'prototype named',
  'key twice',
  'no JSON',
  'truncated',
  'spliced',
  'bad UTF-8',
  'control bytes',
  'percent broken',
  'noise',
];
const LINE_SHARES = Object.fromEntries([...GRAMMAR_KINDS, ...DAMAGE_KINDS].map((kind) => [kind, shareOf(kind)])) as Readonly<
  Record<GrammarKind | DamageKind, number>
>;

/** Connections: pipelines of version 2, single requests of version 1, and those that are hostile as a whole. */
const CONNECTION_SHARES = { pipeline: 65, single: 30, misbehaviour: 5 };
/** These cost many megabytes, or many turns of the event loop. */
const COSTLY: readonly MisbehaviourKind[] = [
  'huge line',
  'deep line',
  'answers never read',
  'dripped by byte',
  'many empty lines',
];
const MISBEHAVIOUR_SHARES = Object.fromEntries(
  MISBEHAVIOUR_KINDS.map((kind) => [kind, COSTLY.includes(kind) ? 2 : 8]),
) as Readonly<Record<MisbehaviourKind, number>>;
const LONGEST_PIPELINE = 100;
const HELLO = Buffer.from('{"autotrail":2}\n');

/** The next connection of a hostile client. */
export function hostileExchange(random: Random): Planned {
  const how = chooseByShare(random, CONNECTION_SHARES);
  if (how === 'pipeline') return pipeline(random);
  if (how === 'single') return single(random);
  const kind = chooseByShare(random, MISBEHAVIOUR_SHARES);
  return { exchange: misbehaviour(random, kind), kinds: [kind] };
}

/** A connection of version 2 with requests until one of them ends it. Its ids are told apart by who pairs the answers. */
function pipeline(random: Random): Planned {
  const lines: HostileLine[] = [];
  const ids = new Set<string>();
  const length = 1 + random.below(LONGEST_PIPELINE);
  for (let id = 1; id <= length && lines.at(-1)?.verdict.ends !== true; id += 1) {
    const line = hostileLine(random, 2, 1_000 + id);
    if (line.verdict.id !== null && ids.has(line.verdict.id)) continue;
    if (line.verdict.id !== null) ids.add(line.verdict.id);
    lines.push(line);
  }
  const isEnded = lines.at(-1)?.verdict.ends === true;
  const parts = cut(random, Buffer.concat([HELLO, ...lines.flatMap(({ bytes }) => [bytes, NEWLINE])]));
  return { exchange: { parts, ending: isEnded ? 'wait' : 'end', lines, hasHello: true }, kinds: kindsOf(lines) };
}

function single(random: Random): Planned {
  const line = hostileLine(random, 1, 1);
  const parts = [Buffer.concat([line.bytes, NEWLINE])];
  return { exchange: { parts, ending: 'wait', lines: [line], hasHello: false }, kinds: kindsOf([line]) };
}

function shareOf(kind: GrammarKind | DamageKind): number {
  if (kind === 'huge value' || kind === 'deep value') return 1;
  if (kind === 'bits flipped') return 24;
  return ENDING.includes(kind) ? 6 : 96;
}

function hostileLine(random: Random, wire: Wire, id: number): HostileLine {
  const kind = chooseByShare(random, LINE_SHARES);
  return isDamage(kind) ? damagedLine(random, { kind, wire, id }) : grammarLine(random, { kind, wire, id });
}

const NEWLINE = Buffer.from('\n');

/** Where the system cuts a stream is nobody's choice: anywhere, and most often not at all. */
function cut(random: Random, bytes: Buffer): readonly Buffer[] {
  const cuts = random.chance(0.7) ? 0 : 1 + random.below(5);
  const places = [0, ...Array.from({ length: cuts }, () => random.below(bytes.length)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

function kindsOf(lines: readonly HostileLine[]): readonly HostileKind[] {
  return lines.map(({ kind }) => kind as HostileKind);
}

function isDamage(kind: GrammarKind | DamageKind): kind is DamageKind {
  return DAMAGE_KINDS.some((damage) => damage === kind);
}
