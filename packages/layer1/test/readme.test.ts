import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as layer1 from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Each example, with what the page says it prints. */
const examples = [...readme.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)].map(([, code = '', output = '']) => ({
  code,
  output,
}));

/** Runs a module of the page on the sources, and answers what it prints. */
async function printedBy(code: string): Promise<string> {
  const body = code.replace(/import (\{[^}]*\}) from '@autotrail\/layer1';/, 'const $1 = layer1;');
  const lines: string[] = [];
  const log = (...values: readonly unknown[]): void => void lines.push(`${format(...values)}\n`);
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await AsyncFunction('layer1', 'console', body)(layer1, { log });
  return lines.join('');
}

describe('the README', () => {
  it('has its three examples, each with what it prints', () => {
    expect(examples).toHaveLength(3);
    expect(readme.match(/```js/g)).toHaveLength(3);
  });

  it.each(examples)('prints what it says it prints: $output', async ({ code, output }) => {
    expect(await printedBy(code)).toBe(output);
  });

  it('names nothing in its tables that the package does not have', () => {
    const rows = readme.split('\n').filter((line) => line.startsWith('|'));
    const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
    const values = Object.keys(layer1);
    const types = ['Environment', 'Executor', 'Journal', 'OutputStore', 'StandardSchema', 'Transport', 'Clock'];
    const asking = ['input', 'ask', 'confirm', 'output', 'messages', 'survivors'];
    const members = [...asking, 'signal', 'attempt', 'key', 'folder', 'params', 'resultOf'];
    expect(named).toContain('handleApiCall');
    expect(named.filter((name) => ![...values, ...types, ...members].includes(name))).toEqual([]);
  });
});
