import { readFileSync } from 'node:fs';
import { CORE_ERRORS, type ErrorDefinition } from '@autotrail/core';
import { HELPERS_ERRORS } from '@autotrail/helpers';
import { LAYER1_ERRORS } from '@autotrail/layer1';
import { LAYER2_ERRORS } from '@autotrail/layer2';
import { TESTING_ERRORS } from '@autotrail/testing';
import { describe, expect, it } from 'vitest';
import { CLI_ERRORS } from '../src/errors.js';

const TABLES: Readonly<Record<string, Readonly<Record<string, ErrorDefinition>>>> = {
  '@autotrail/core': CORE_ERRORS,
  '@autotrail/layer1': LAYER1_ERRORS,
  '@autotrail/layer2': LAYER2_ERRORS,
  '@autotrail/helpers': HELPERS_ERRORS,
  '@autotrail/testing': TESTING_ERRORS,
  autotrail: CLI_ERRORS,
};

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

/** The tables on the page, by the heading above them. */
function documented(): Readonly<Record<string, Readonly<Record<string, ErrorDefinition>>>> {
  const sections = page.split(/^## /m).slice(1);
  return Object.fromEntries(sections.map((section) => [section.slice(0, section.indexOf('\n')), rowsOf(section)]));
}

function rowsOf(section: string): Readonly<Record<string, ErrorDefinition>> {
  const rows = [...section.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) \|$/gm)];
  return Object.fromEntries(
    rows.map(([, code, sentence = '', cure = '']) => [code, { sentence: text(sentence), cure: text(cure) }]),
  );
}

function text(cell: string): string {
  return cell.replace(/\\([\\|])/g, '$1');
}

describe('docs/errors.md', () => {
  it('has the errors of every package, and no others; `node scripts/write-error-docs.mjs` makes it so', () => {
    expect(documented()).toEqual(TABLES);
  });

  it('has every code once', () => {
    const codes = Object.values(TABLES).flatMap((table) => Object.keys(table));
    expect([...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code).sort()).toEqual(codes.sort());
    expect(new Set(codes).size).toBe(codes.length);
  });
});
