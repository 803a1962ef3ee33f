import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../../src/mutants/bank.js';
import { PROGRAMMES } from '../../src/mutants/layers.js';
import { replaceOnce } from '../../src/mutants/mutant.js';
import { readSource } from '../../src/mutants/workspace.js';

describe('The bank of mutants', () => {
  it('has at least 32, each with a name of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(32);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it('is spread over the invariants, and over all programmes', () => {
    expect(new Set(MUTANTS.map(({ invariant }) => invariant)).size).toBeGreaterThanOrEqual(24);
    expect([...new Set(MUTANTS.map(({ layer }) => layer))].sort()).toEqual(Object.keys(PROGRAMMES).sort());
  });

  for (const { name, edits } of MUTANTS) {
    it(`knows where the product is to be changed for one that ${name}`, async () => {
      for (const edit of edits) {
        const source = await readSource(edit);
        expect(replaceOnce(source, edit)).not.toBe(source);
      }
      expect(new Set(edits.map(({ file }) => file.split('/')[0])).size).toBe(1);
    });
  }

  for (const [layer, { main }] of Object.entries(PROGRAMMES)) {
    it(`knows the programme ${layer}`, () => {
      expect(existsSync(fileURLToPath(new URL(`../../src/${main}.ts`, import.meta.url)))).toBe(true);
    });
  }
});

describe('A replacement', () => {
  const edit = { file: 'a.ts', find: 'one', replace: 'two' };

  it('is made where its text stands', () => {
    expect(replaceOnce('one $& 1', { ...edit, replace: "$& $' two" })).toBe("$& $' two $& 1");
  });

  it('is refused where its text does not stand, or stands twice', () => {
    expect(() => replaceOnce('two', edit)).toThrow('Expected exactly once in a.ts, found 0 times:\none');
    expect(() => replaceOnce('one, one', edit)).toThrow('found 2 times');
  });
});
