import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TrailClient } from '../src/index.js';
import { temporaryFolder } from './support/folders.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}/README.md`, 'utf8');

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? expect.fail(`README has no ${language}`);
}

describe('README', () => {
  it('has an example that runs and prints what is printed there', () => {
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', block('js')], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: temporaryFolder() },
    });
    expect(output).toBe(block('text'));
  });

  it('names every export', () => {
    const index = readFileSync(`${folder}/src/index.ts`, 'utf8');
    const names = [...index.matchAll(/{([^}]*)}/g)].flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
    const exported = names.map((name) => name.replace(/^type /, '')).filter((name) => name !== '');
    expect(exported.length).toBeGreaterThan(10);
    expect(exported.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every method of TrailClient', () => {
    const methods = Object.getOwnPropertyNames(TrailClient.prototype).filter((name) => name !== 'constructor');
    expect(methods.length).toBeGreaterThan(20);
    expect(methods.filter((name) => !new RegExp(`\`${name}[(\`]`).test(readme))).toEqual([]);
  });
});
