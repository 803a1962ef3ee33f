import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

/** The first fenced block of a language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? '';
}

/** All names that stand in backquotes in the first cell of a table row. */
function documentedNames(table: string): readonly string[] {
  const rows = table.matchAll(/^\| (`.*?) \|/gm);
  return [...rows].flatMap(([, cell]) => [...(cell ?? '').matchAll(/`(\w+)/g)].map(([, name]) => String(name)));
}

/** All names in the braces that follow a pattern, types included. */
function namesIn(source: string, pattern: RegExp): readonly string[] {
  return [...source.matchAll(pattern)]
    .flatMap(([, list]) => (list ?? '').split(','))
    .map((name) => name.replace(/\btype\b/, '').trim())
    .filter((name) => name !== '');
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('README.md', () => {
  it('shows an example that prints what it says', async () => {
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
    const example = new URL('../.vitest/readme-example.ts', import.meta.url);
    mkdirSync(new URL('.', example), { recursive: true });
    writeFileSync(example, block('ts').replace("'@autotrail/helpers'", "'../src/index.js'"));
    await import(/* @vite-ignore */ example.pathname);
    expect(printed.join('\n')).toBe(block('text'));
  });

  it('lists exactly what the entry exports', () => {
    const exported = namesIn(read('../src/index.ts'), /export (?:type )?\{(.*?)\}/gs);
    const table = readme.slice(readme.indexOf('## Exports'));
    expect([...documentedNames(table)].sort()).toEqual([...exported].sort());
  });

  it('lists exactly the options of a command', () => {
    const options = [...read('../src/command/shell-command-options.ts').matchAll(/^ {2}readonly (\w+)\?:/gm)].map(
      ([, name]) => name,
    );
    const table = readme.slice(readme.indexOf('## Commands'), readme.indexOf('## What this package'));
    expect([...documentedNames(table)].sort()).toEqual([...options].sort());
  });
});
