import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { describe, expect, it } from 'vitest';
import * as core from '../src/index.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

/** The first fenced block of a language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? '';
}

/** The example as a script: its import becomes a constant, its one type argument goes. */
function exampleScript(): string {
  return block('ts')
    .replace(/import (\{.*\}) from '@autotrail\/core';/, 'const $1 = core;')
    .replace('Set<unknown>', 'Set');
}

/** All names that a text holds in backquotes at the beginning of a table row. */
function documentedNames(): readonly string[] {
  const rows = readme.matchAll(/^\| (`.*?) \|/gm);
  return [...rows].flatMap(([, cell]) => [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => String(name)));
}

/** All names that the entry exports, types included. */
function exportedNames(): readonly string[] {
  const lists = read('../src/index.ts').matchAll(/export (?:type )?\{(.*?)\}/gs);
  return [...lists]
    .flatMap(([, list]) => (list ?? '').split(',').map((name) => name.replace(/\btype\b/, '').trim()))
    .filter((name) => name !== '');
}

describe('README.md', () => {
  it('shows an example that prints what it says', () => {
    const printed: string[] = [];
    compileFunction(exampleScript(), ['core', 'console'])(core, { log: (line: string) => printed.push(line) });
    expect(`${printed.join('\n')}\n`).toBe(block('text'));
    expect(printed.length).toBeGreaterThan(3);
  });

  it('lists every export once, and nothing else', () => {
    expect([...documentedNames()].sort()).toEqual([...exportedNames()].sort());
  });

  it('is compared with the names that are really exported', () => {
    expect(exportedNames()).toEqual(expect.arrayContaining(Object.keys(core)));
  });
});
