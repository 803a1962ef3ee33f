import { Recoverable } from 'node:repl';
import { createContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/interactive/compile.js';

const later = (value: unknown) => Promise.resolve(value);

describe('compile', () => {
  it.each([
    ['1 + 1', 2],
    ['later(3)', 3],
    ['await later(3)', 3],
    ['await later(3) // three', 3],
    ['(await later(3)) + 1;', 4],
    ['{ a: 1 }', { a: 1 }],
    ['{ let a = 1; a }', 1],
    ['if (await later(true)) await later(1)', undefined],
    ["'await'", 'await'],
    ['', undefined],
  ])('makes %j yield %j', async (code, value) => {
    expect(await compile(code).runInContext(createContext({ later }))).toEqual(value);
  });

  it.each(['const x = await later(7)', 'let { x } = await later({ x: 7 });', 'var [x, y] = await later([7, 8])', 'const x = 7'])(
    'keeps what %j declares',
    async (code) => {
      const context = createContext({ later });
      await compile(code).runInContext(context);
      expect(compile('x').runInContext(context)).toBe(7);
    },
  );

  it.each([
    'pause({',
    'pause({ a: 1 }',
    'await pause({',
    'await pause({ a: 1 }\n',
    'for (const x of y) {',
    '`text',
    'x =',
    '[1,',
  ])('asks for more lines after %j', (code) => {
    expect(() => compile(code)).toThrow(Recoverable);
  });

  it.each([')', 'pause(a b)', 'pause(a b', 'await )', '"text', 'const = 1'])('refuses %j', (code) => {
    expect(() => compile(code)).toThrow(SyntaxError);
    expect(() => compile(code)).not.toThrow(Recoverable);
  });
});
