import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AutoTrailError } from '../../src/autotrail-error.js';
import { MAX_JSON_DEPTH } from '../../src/json.js';
import { checkRequest } from '../../src/socket/check-request.js';
import { decodeRequest, encodeLine } from '../../src/socket/index.js';

/** JSON before it is written down: an object may have a key twice here. */
type Tree = number | string | readonly Tree[] | { readonly members: readonly (readonly [string, Tree])[] };

const keys = fc.constantFrom('a', 'é', '"', '\\', '{', '__proto__', 'constructor', 'prototype');
const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<Tree>(0, '', '","', '{"a":1,"a":2}', '__proto__', '\\'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.record({ members: fc.array(fc.tuple(keys, tie('tree')), { maxLength: 4 }) }),
  ),
})).tree;

/** A string as JSON; escaped where the mask says so. */
function quote(text: string, mask: number): string {
  const units = Array.from({ length: text.length }, (_, i) => {
    const unit = text.charCodeAt(i);
    return (mask >> i) % 2 === 1 ? `\\u${unit.toString(16).padStart(4, '0')}` : JSON.stringify(text[i]).slice(1, -1);
  });
  return `"${units.join('')}"`;
}

function write(tree: Tree, mask: number): string {
  if (typeof tree === 'number') return String(tree);
  if (typeof tree === 'string') return quote(tree, mask);
  if (!('members' in tree)) return `[${tree.map((item) => write(item, mask)).join(' ,\t')}]`;
  return `{ ${tree.members.map(([key, value]) => `${quote(key, mask)} :${write(value, mask)}`).join(',\r ')}}`;
}

/** The rule read literally, over the tree: the code of the first thing that is wrong. */
function firstFault(tree: Tree, isConstructor = false): string | null {
  if (typeof tree !== 'object') return null;
  if (!('members' in tree)) return tree.map((item) => firstFault(item)).find((fault) => fault !== null) ?? null;
  const seen: string[] = [];
  for (const [key, value] of tree.members) {
    if (key === '__proto__' || (isConstructor && key === 'prototype')) return 'AUTOTRAIL_FORBIDDEN_KEY';
    if (seen.includes(key)) return 'AUTOTRAIL_DUPLICATE_KEY';
    seen.push(key);
    const fault = firstFault(value, key === 'constructor');
    if (fault !== null) return fault;
  }
  return null;
}

function faultOf(text: string): string | null {
  try {
    checkRequest(text);
    return null;
  } catch (error) {
    if (!AutoTrailError.is(error)) throw error;
    return error.code;
  }
}

describe('checkRequest', () => {
  it('finds what the rule finds when it is read over the value itself, however keys are escaped', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 0, max: 0xffff }), (tree, mask) => {
        const text = write(tree, mask);
        JSON.parse(text);
        expect(faultOf(text)).toBe(firstFault(tree));
      }),
      { numRuns: 500 },
    );
  });

  it('takes any text without failing in another way', () => {
    const unit = fc.constantFrom('"', '\\', '[', ']', '{', '}', ':', ',', 'u', 'a', '"a"');
    fc.assert(fc.property(fc.string({ unit }), (text) => typeof faultOf(text) !== 'undefined'));
  });

  it.each([
    ['{"dry_run":true,"dry_run":false}', '"dry_run"'],
    ['{"dry_run":true,"dry\\u005frun":false}', '"dry_run"'],
    ['[{"x":[{"a":1,"b":{"a":2},"a":3}]}]', '"a"'],
    ['{"":1,"":2}', '""'],
    ['{"\\ud83d\\udc22":1,"🐢":2}', '"🐢"'],
    [`{"${'k'.repeat(99)}":1,"${'k'.repeat(99)}":2}`, `"${'k'.repeat(60)}…"`],
  ])('refuses the key that %j has twice, and names it', (text, key) => {
    const message = `Expected every key of an object to stand in it once, got the key ${key} twice.`;
    expect(() => checkRequest(text)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_DUPLICATE_KEY', message }));
  });

  it.each([
    ['{"__proto__":1}', '"__proto__"'],
    ['{"\\u005f_proto__":{"admin":true}}', '"__proto__"'],
    ['{"tags":{"__proto__":"x"}}', '"__proto__"'],
    ['{"constructor":{"prototype":{}}}', '"prototype" in a "constructor"'],
    ['[{"a":{"constructor":{"b":1,"prototyp\\u0065":null}}}]', '"prototype" in a "constructor"'],
  ])('refuses the prototype that %j names', (text, key) => {
    expect(() => checkRequest(text)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_FORBIDDEN_KEY', details: { key } }));
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":["a","a","__proto__"],"c":"__proto__"}',
    '{"a":1,"A":2,"a ":3,"\\u0061\\u0301":4,"\\u00e1":5}',
    '{"constructor":"prototype","prototype":{"constructor":1},"toString":0,"hasOwnProperty":0}',
    '{"constructor":[{"prototype":1}]}',
    '{"__proto":1,"_proto__":2,"__PROTO__":3}',
  ])('lets %j pass', (text) => {
    expect(faultOf(text)).toBeNull();
  });

  it('refuses a key and its twin 100,000 others later', () => {
    const others = Array.from({ length: 100_000 }, (_, i) => `"${i}":0`).join();
    expect(faultOf(`{"last":0,${others}}`)).toBeNull();
    expect(faultOf(`{"last":0,${others},"last":0}`)).toBe('AUTOTRAIL_DUPLICATE_KEY');
  });

  it('counts levels of both kinds, and stops at the first too many of a million', () => {
    expect(faultOf('['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH))).toBeNull();
    expect(faultOf('['.repeat(MAX_JSON_DEPTH + 1))).toBe('AUTOTRAIL_TOO_DEEP');
    expect(faultOf('{"a":'.repeat(MAX_JSON_DEPTH + 1))).toBe('AUTOTRAIL_TOO_DEEP');
    expect(faultOf('[{"a":'.repeat(1_000_000))).toBe('AUTOTRAIL_TOO_DEEP');
    expect(faultOf(`[${'[],'.repeat(1_000)}[]]`)).toBeNull();
  });
});

describe('decodeRequest', () => {
  it('reads lines of both codecs', () => {
    expect(decodeRequest('{"name":"list"}')).toEqual({ name: 'list' });
    expect(decodeRequest(encodeLine('{"name":"list"}'))).toEqual({ name: 'list' });
  });

  it('looks at keys after the line was decoded', () => {
    const line = encodeLine('{"a":1,"a":2}');
    expect(() => decodeRequest(line)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_DUPLICATE_KEY' }));
    expect(() => decodeRequest('%7B"__pr%6Fto__":1%7D')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_FORBIDDEN_KEY' }));
  });

  it.each(['', '{"a":1', '{"a":1,}', '{"a" "b"}', "{'a':1}", '{"a\\q":1}', '{"a":1}}'])(
    'refuses %j, which is no JSON',
    (line) => {
      expect(() => decodeRequest(line)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_LINE' }));
    },
  );

  it.each(['{"a":1,"a":2}', '{"__proto__":1}', '['.repeat(65) + ']'.repeat(65)])('refuses %j before it is parsed', (line) => {
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => void parse.mockRestore());
    expect(() => decodeRequest(line)).toThrow();
    expect(parse).not.toHaveBeenCalled();
  });
});
