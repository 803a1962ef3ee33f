import type { Random } from '../support/random.js';
import { choose } from './choose.js';
import type { Exchange } from './exchange.js';
import { grammarLine } from './grammar.js';
import type { HostileLine } from './hostile-line.js';

type Misbehaviour = (random: Random) => Exchange;

const MIB = 1024 * 1024;
const HELLO = Buffer.from('{"autotrail":2}\n');
/** Around the limit, and far beyond it. */
const SIZES = [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 16 * MIB, 64 * MIB];
const BAD_HELLOS = [
  '{"autotrail":3}',
  '{"autotrail":"2"}',
  '{"autotrail":null}',
  '{"autotrail":{}}',
  '{"autotrail":1e999}',
  '{"autotrail":2.5,"token":7}',
  '{"autotrail":[2]}',
  '{"name":"list","tags":{},"autotrail":false}',
];

const MISBEHAVIOURS = {
  'huge line': (random) => refusedLine(filler(choose(random, SIZES), 'x')),
  'deep line': (random) => refusedLine(filler(1_000_000, choose(random, ['[', '{"a":', '[[{"a":['])).subarray(0, 1_000_000)),
  'many empty lines': () => refusedLine(Buffer.alloc(100_000, 10)),
  'no newline': (random) => silent([filler(random.below(2_000), '{"name":"pause",')], 'end'),
  'nothing at all': () => silent([], 'end'),
  'half open': (random) => silent([HELLO, sound(random).bytes], 'end'),
  'dripped by byte': (random) => dripped(random),
  'hung up before the answer': (random) => silent([HELLO, ...newlines(many(random, 20))], 'hang up'),
  'reset by peer': (random) => silent([HELLO, ...newlines(many(random, 50))], 'reset'),
  'hello broken': (random) => firstLine(choose(random, BAD_HELLOS), { ends: true }),
  'hello twice': () => secondLine(HELLO.subarray(0, -1)),
  'version 1 inside version 2': () => secondLine(Buffer.from(encodeURIComponent('{"name":"list","tags":{}}'))),
  'version 2 after version 1': () => mixed(),
  'answers never read': () => silent([HELLO, Buffer.concat(Array.from({ length: 300 }, (_, id) => fullStatus(id)))], 'reset'),
} satisfies Record<string, Misbehaviour>;

/** How a connection as a whole can be hostile. */
export type MisbehaviourKind = keyof typeof MISBEHAVIOURS;

/** The kinds, in the order of their table. */
export const MISBEHAVIOUR_KINDS = Object.keys(MISBEHAVIOURS) as readonly MisbehaviourKind[];

/** A connection of that kind. */
export function misbehaviour(random: Random, kind: MisbehaviourKind): Exchange {
  return MISBEHAVIOURS[kind](random);
}

function silent(parts: readonly Uint8Array[], ending: Exchange['ending']): Exchange {
  return { parts, ending, lines: null, hasHello: false };
}

/** A first line that is no request, in parts that a socket takes: one error, and the end. */
function refusedLine(bytes: Buffer): Exchange {
  const parts = Array.from({ length: Math.ceil(bytes.length / MIB) }, (_, k) => bytes.subarray(k * MIB, (k + 1) * MIB));
  const line: HostileLine = { kind: 'line', bytes: bytes.subarray(0, 64), verdict: { id: null, outcome: 'refused', ends: true } };
  return { parts: [...parts, NEWLINE], ending: 'wait', lines: [line], hasHello: false };
}

function firstLine(text: string, { ends }: { readonly ends: boolean }): Exchange {
  const line: HostileLine = { kind: 'first line', bytes: Buffer.from(text), verdict: { id: null, outcome: 'refused', ends } };
  return { parts: newlines([line]), ending: 'wait', lines: [line], hasHello: false };
}

/** A line that needs an id and has none, on a connection that goes on. */
function secondLine(bytes: Uint8Array): Exchange {
  const line: HostileLine = { kind: 'second line', bytes, verdict: { id: null, outcome: 'refused', ends: false } };
  return { parts: [HELLO, ...newlines([line])], ending: 'end', lines: [line], hasHello: true };
}

/** Version 1 has one request on a connection; what comes after it is for nobody. */
function mixed(): Exchange {
  const bytes = Buffer.from('{"name":"list","tags":{}}');
  const line: HostileLine = { kind: 'version 1', bytes, verdict: { id: null, outcome: 'served', ends: true } };
  return { parts: [Buffer.concat([bytes, NEWLINE, HELLO, fullStatus(1)])], ending: 'wait', lines: [line], hasHello: false };
}

function dripped(random: Random): Exchange {
  const line = sound(random);
  const bytes = Buffer.concat([HELLO, line.bytes, NEWLINE]);
  const parts = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  return { parts, ending: 'end', lines: [line], hasHello: true };
}

const NEWLINE = Buffer.from('\n');

function newlines(lines: readonly HostileLine[]): readonly Buffer[] {
  return lines.map(({ bytes }) => Buffer.concat([bytes, NEWLINE]));
}

function many(random: Random, count: number): readonly HostileLine[] {
  return Array.from({ length: count }, (_, id) => grammarLine(random, { kind: 'sound', wire: 2, id }));
}

function sound(random: Random): HostileLine {
  return grammarLine(random, { kind: 'sound', wire: 2, id: 1 });
}

function filler(bytes: number, pattern: string): Buffer {
  return Buffer.alloc(bytes, pattern);
}

function fullStatus(id: number): Buffer {
  return Buffer.from(`{"id":${id},"name":"status"}\n`);
}
