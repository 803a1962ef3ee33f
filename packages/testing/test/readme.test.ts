import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}/README.md`, 'utf8');

/** The examples of a section, by language, up to the next heading. */
function blocks(heading: string, language: string): readonly string[] {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? expect.fail(`README has no ${heading}`);
  return [...section.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => String(text));
}

/** A project that has the files of the README, which begin with their names, and the packages they import. */
function project(): string {
  const path = mkdtempSync(join(tmpdir(), 'autotrail-readme-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'node_modules/@autotrail'), { recursive: true });
  symlinkSync(folder, join(path, 'node_modules/@autotrail/testing'));
  for (const name of ['@autotrail/layer1', '@autotrail/layer2', 'vitest'])
    symlinkSync(join(folder, 'node_modules', name), join(path, 'node_modules', name));
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }');
  for (const text of [...blocks('A rehearsal', 'js'), ...blocks('An operator in a script', 'js')]) {
    const name = /^\/\/ ([\w.]+)/.exec(text)?.[1] ?? expect.fail('an example has no name');
    writeFileSync(join(path, name), text);
  }
  return path;
}

/** What a command prints. The variables of the test that runs are not its own. */
function run(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1' };
  return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' }).stdout;
}

describe('README', () => {
  it('has an example that runs and prints what is printed there', () => {
    const [example = ''] = blocks('A power cut', 'js');
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', example], { cwd: folder, encoding: 'utf8' });
    expect([output]).toEqual(blocks('A power cut', 'text'));
  });

  it('has a rehearsal that node:test runs', () => {
    expect(run(project(), '--test', '--test-reporter=tap', 'release.test.js')).toMatch(/^# pass 2$/m);
  });

  it('has an operator that vitest runs', () => {
    const path = project();
    const vitest = join(path, 'node_modules/vitest/vitest.mjs');
    expect(run(path, vitest, 'run', '--root=.', '--reporter=verbose', 'operator.test.js')).toMatch(/Tests {2}2 passed/);
  });

  it('names every export', () => {
    const index = readFileSync(`${folder}/src/index.ts`, 'utf8');
    const names = [...index.matchAll(/{([^}]*)}/g)].flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
    const exported = names.map((name) => name.replace(/^type /, '')).filter((name) => name !== '');
    expect(exported.length).toBeGreaterThan(10);
    expect(exported.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
