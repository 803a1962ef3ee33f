// Every promise of reliability/INVARIANTS.md has a test that names it, and that passed when its package was tested last.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testsThat } from './test-totals.mjs';
import { root, workspacePackages } from './workspace.mjs';

const PROMISE = /^(\d+)\. (.*)/gm;
const NAMED = /\binvariants? (\d+(?:, \d+)*)/g;

const promises = [...readFileSync(join(root, 'reliability/INVARIANTS.md'), 'utf8').matchAll(PROMISE)];
const named = new Map();
for (const { title } of testsThat('passed', workspacePackages())) {
  for (const [, numbers] of title.matchAll(NAMED)) {
    for (const number of numbers.split(', ')) named.set(number, (named.get(number) ?? 0) + 1);
  }
}

const unproven = promises.filter(([, number]) => !named.has(number));
const unknown = [...named.keys()].filter((number) => !promises.some(([, known]) => known === number));
console.log(promises.map(([, number]) => `${number}: ${named.get(number) ?? 0} tests`).join(', '));
for (const [, number, words] of unproven) console.error(`No test that passed names invariant ${number}: ${words}`);
for (const number of unknown) console.error(`Tests name invariant ${number}, which reliability/INVARIANTS.md does not have.`);
process.exitCode = promises.length > 0 && unproven.length + unknown.length === 0 ? 0 : 1;
