import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedTable, tableLines } from '../../src/cli/table.js';
import { textWidth } from '../../src/cli/text-width.js';

function texts(...table: Parameters<typeof tableLines>): readonly string[] {
  return tableLines(...table).map((line) => (typeof line === 'string' ? line : line.text));
}

describe('tableLines', () => {
  it('aligns its columns, also with wide characters', () => {
    const rows = [{ cells: ['0', '世界', 'x'] }, { cells: ['10', 'ab', ''] }];
    expect(texts(['n', 'name', 'why'], rows, Number.POSITIVE_INFINITY)).toEqual(['n   name  why', '0   世界  x', '10  ab']);
  });

  it('carries the style of a row', () => {
    expect(tableLines(['n'], [{ cells: ['0'], style: 'red' }, { cells: ['1'] }], 80).slice(1)).toEqual([
      { text: '0', style: 'red' },
      { text: '1' },
    ]);
  });

  it('spells control characters out before it measures them', () => {
    expect(texts(['a', 'b'], [{ cells: ['\u001b', 'x'] }], 80)).toEqual(['a       b', '\\u001b  x']);
  });

  it('shortens long cells before the columns after them are lost', () => {
    const [, line] = texts(['n', 'name', 'why'], [{ cells: ['0', 'a'.repeat(50), 'reason'] }], 30);
    expect(line).toBe(`0  ${'a'.repeat(9)}…  reason`);
  });

  it('shortens no cell of a column that is to stay whole', () => {
    const id = 'i'.repeat(20);
    const [, line] = texts(['n', { text: 'id', isWhole: true }, 'why'], [{ cells: ['0', id, 'reason'] }], 30);
    expect(line).toBe(`0  ${id}  reas…`);
  });

  it('goes on below a last column that wraps, and below the row where that column is a narrow one', () => {
    const headings = ['n', { text: 'why', wraps: true }] as const;
    const [, ...lines] = texts(headings, [{ cells: ['0', 'no space left on device'] }], 12);
    expect(lines).toEqual(['0  no space', '   left on', '   device']);
    const [, ...below] = texts(headings, [{ cells: ['a'.repeat(20), 'no space left'] }], 12);
    expect(below).toEqual([`${'a'.repeat(7)}…  no`, '    space', '    left']);
  });

  it('says whether anything was cut', () => {
    const rows = [{ cells: ['0', 'a'.repeat(30)] }];
    expect(fittedTable(['n', 'why'], rows, 40).isCut).toBe(false);
    expect(fittedTable(['n', 'why'], rows, 20).isCut).toBe(true);
    expect(fittedTable(['n', { text: 'why', wraps: true }], rows, 20).isCut).toBe(false);
  });

  it('loses nothing of a column that wraps, and has no line wider than the terminal', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '世'), maxLength: 60 });
    fc.assert(
      fc.property(cell, fc.integer({ min: 12, max: 60 }), (why, columns) => {
        const [, ...lines] = texts(['n', { text: 'why', wraps: true }], [{ cells: ['0', why] }], columns);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replace(/\s/g, '')).toBe(`0${why.replace(/\s/g, '')}`);
      }),
    );
  });

  it('has one line for each row, none wider than the terminal', () => {
    const cells = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 5 }), fc.integer({ min: 1, max: 60 }), (rows, columns) => {
        const lines = texts(
          ['a', 'b', 'c'],
          rows.map((row) => ({ cells: row })),
          columns,
        );
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
