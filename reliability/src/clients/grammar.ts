import type { Random } from '../support/random.js';
import { choose } from './choose.js';
import type { HostileLine, Verdict, Wire } from './hostile-line.js';
import { INHERITED_NAMES, NO_JSON, NO_OBJECTS, ODD_NUMBERS, ODD_STRINGS, VALUES_OF_ALL_TYPES } from './hostile-words.js';
import { judge } from './judge.js';
import { type Fields, soundCall, textOf, withField } from './sound-calls.js';

/** Characters of a huge value: with more than a mebibyte, a request is too long. */
const HUGE_VALUE = 1_200_000;

/** Makes the text of a request of one kind out of a sound one. */
type Maker = (random: Random, sound: Fields) => string;

const STATUS: Fields = [
  ['"name"', '"status"'],
  ['"tags"', '{}'],
  ['"states"', '[]'],
  ['"status_fields"', '[]'],
];

/** A place in a request where the server looks something up by a word of the client. */
const LOOKED_UP: readonly ((word: string) => Fields)[] = [
  (word) => [['"name"', word], ...STATUS.slice(1)],
  (word) => withField(STATUS, '"status_fields"', `[${word}]`),
  (word) => withField(STATUS, '"states"', `[${word}]`),
  (word) => withField(STATUS, '"tags"', `{"name":${word}}`),
  (word) => withField(STATUS, '"tags"', `{${word}:1}`),
  (word) => [...STATUS, [word, '1']],
  (word) => [
    ['"name"', '"reply"'],
    ['"prompt_id"', word],
    ['"value"', '1'],
    ['"dry_run"', 'true'],
  ],
  (word) => [
    ['"name"', '"wait"'],
    ['"until"', word],
  ],
];

const MAKERS = {
  sound: (_, sound) => textOf(sound),
  'field dropped': (random, sound) => textOf(sound.filter((_field, index) => index !== random.below(sound.length))),
  'field of a wrong type': (random, sound) =>
    textOf(withField(sound, choose(random, sound)[0], choose(random, VALUES_OF_ALL_TYPES))),
  'field unknown': (random, sound) => textOf([...sound, [choose(random, ODD_STRINGS), choose(random, VALUES_OF_ALL_TYPES)]]),
  'inherited name': (random) => textOf(choose(random, LOOKED_UP)(JSON.stringify(choose(random, INHERITED_NAMES)))),
  'prototype named': (random, sound) => textOf(withPrototype(random, sound)),
  'key twice': (random, sound) => textOf(withKeyTwice(random, sound)),
  'odd number': (random, sound) =>
    textOf(withField(sound, choose(random, sound)[0], within(random, choose(random, ODD_NUMBERS)))),
  'odd string': (random, sound) =>
    textOf(withField(sound, choose(random, sound)[0], within(random, choose(random, ODD_STRINGS)))),
  'huge value': (random, sound) =>
    textOf(withField(sound, choose(random, sound)[0], within(random, `"${'x'.repeat(random.below(HUGE_VALUE))}"`))),
  'deep value': (random, sound) => textOf(withField(sound, choose(random, sound)[0], nested(random))),
  'odd spelling': (_, sound) => textOf(sound),
  'no object': (random) => choose(random, NO_OBJECTS),
  'no JSON': (random) => choose(random, NO_JSON),
  'odd id': (random, sound) =>
    textOf([['"id"', choose(random, [...VALUES_OF_ALL_TYPES, ...ODD_NUMBERS, ...ODD_STRINGS])], ...sound]),
  'odd request id': (random, sound) =>
    textOf([...sound, ['"request_id"', choose(random, [...VALUES_OF_ALL_TYPES, ...ODD_STRINGS, `"${'r'.repeat(201)}"`])]]),
  'unknown prompt': (random) =>
    textOf([
      ['"name"', '"reply"'],
      ['"prompt_id"', unknownPrompt(random)],
      ['"value"', 'true'],
      ['"dry_run"', 'false'],
    ]),
} satisfies Record<string, Maker>;

/** What can be wrong with a request. */
export type GrammarKind = keyof typeof MAKERS;

/** The kinds, in the order of {@link MAKERS}. */
export const GRAMMAR_KINDS = Object.keys(MAKERS) as readonly GrammarKind[];

/** What is asked for. */
export interface LineWanted {
  readonly kind: GrammarKind;
  readonly wire: Wire;
  /** The id it bears on version 2, unless its kind is about ids. */
  readonly id: number;
}

/** A line of that kind that changes nothing, if the server is as it should be. */
export function grammarLine(random: Random, { kind, wire, id }: LineWanted): HostileLine {
  for (;;) {
    const text = MAKERS[kind](random, soundCall(random, wire));
    const named = wire === 2 && kind !== 'odd id' && text.startsWith('{"') ? `{"id":${id},${text.slice(1)}` : text;
    const line = kind === 'odd spelling' ? respelt(random, named) : named;
    // In UTF-8, which has no half surrogates: those are made by escapes, and by the bytes of `byte-damage.ts`.
    const bytes = Buffer.from(line);
    const { verdict, isForbidden } = judge(bytes, wire);
    if (kind === 'unknown prompt') return { kind, bytes, verdict: { ...verdict, outcome: 'refused' } };
    if (!isForbidden) return { kind, bytes, verdict: kind === 'sound' ? served(verdict) : verdict };
  }
}

function served(verdict: Verdict): Verdict {
  return { ...verdict, outcome: 'served' };
}

function withPrototype(random: Random, sound: Fields): Fields {
  const key = choose(random, ['"__proto__"', '"\\u005f_proto__"', '"__prot\\u006f__"']);
  const value = choose(random, ['{"admin":true,"dry_run":true}', 'null', '[]', '"x"']);
  const made: Fields[number] = ['"constructor"', '{"prototype":{"admin":true}}'];
  const [name] = choose(random, sound);
  const ways: readonly Fields[] = [
    [...sound, [key, value]],
    [[key, value], ...sound],
    [...sound, made],
    withField(sound, name, `{${key}:${value}}`),
    withField(sound, name, `[{"a":{${made.join(':')}}}]`),
  ];
  return choose(random, ways);
}

/** The last one wins in a parser: a dry run would become none. */
function withKeyTwice(random: Random, sound: Fields): Fields {
  const dryRun = sound.find(([key]) => key === '"dry_run"');
  // Of all fields this is the one that does harm where the last of two is taken.
  const [key, value] = dryRun !== undefined && random.chance(0.5) ? dryRun : choose(random, sound);
  const again = key === '"dry_run"' ? choose(random, ['true', 'false']) : value;
  const spelling = random.chance(0.3) ? `"\\u00${key.charCodeAt(1).toString(16)}${key.slice(2)}` : key;
  return random.chance(0.8) ? [...sound, [spelling, again]] : [...sound, ['"x"', '{"a":[{"b":1,"b":2}]}']];
}

function within(random: Random, value: string): string {
  return choose(random, [value, value, `[${value}]`, `{"name":${value}}`, `{"n":${value}}`]);
}

function nested(random: Random): string {
  const levels = choose(random, [1, 60, 61, 62, 63, 64, 65, 1_000, 100_000, 300_000]);
  return random.chance(0.5)
    ? `${'['.repeat(levels)}${']'.repeat(levels)}`
    : `${'{"a":'.repeat(levels / 3)}1${'}'.repeat(levels / 3)}`;
}

function respelt(random: Random, text: string): string {
  const ways: readonly ((text: string) => string)[] = [
    (plain) => encodeURIComponent(plain),
    (plain) => plain.replaceAll(',', ' ,\t\r'),
    (plain) => plain.replaceAll('"name"', '"\\u006e\\u0061me"'),
    (plain) => `${plain}\r`,
  ];
  return choose(random, ways)(text);
}

function unknownPrompt(random: Random): string {
  const words = [...INHERITED_NAMES.map((name) => JSON.stringify(name)), ...ODD_STRINGS, '"__proto__"'];
  const near = ['"6.1.2"', '"6.2.1"', '"6.1"', '"-1.1.1"', '"999999999.1.1"', '"1e3.1.1"', '" 6.1.1"', '"6.1.1 "', '"06.1.1"'];
  return choose(random, random.chance(0.5) ? words : near);
}
