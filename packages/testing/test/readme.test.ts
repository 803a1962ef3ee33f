import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

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
});
