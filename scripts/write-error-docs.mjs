// Writes docs/errors.md from the tables of errors of the built packages. A test of `autotrail` compares the two.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const TABLES = [
  { name: '@autotrail/core', folder: 'core', table: 'CORE_ERRORS' },
  { name: '@autotrail/layer1', folder: 'layer1', table: 'LAYER1_ERRORS' },
  { name: '@autotrail/layer2', folder: 'layer2', table: 'LAYER2_ERRORS' },
  { name: '@autotrail/helpers', folder: 'helpers', table: 'HELPERS_ERRORS' },
  { name: '@autotrail/testing', folder: 'testing', table: 'TESTING_ERRORS' },
  { name: 'autotrail', folder: 'autotrail', table: 'CLI_ERRORS' },
];

const INTRODUCTION = `# Errors

Every error that AutoTrail throws on purpose is an \`AutoTrailError\` with a \`code\` from this page: it is never given another meaning.
The message says what was expected and what came, with values in place of the \`{names}\`; \`hint\` says what to do. \`details\` has the
values, for programs. \`AutoTrailError.is(error)\` knows the errors of every copy of the packages. The command line prints the same three
with \`--json\`, as \`{ code, message, hint }\`.

This page is written by \`node scripts/write-error-docs.mjs\`.
`;

const sections = await Promise.all(TABLES.map(section));
writeFileSync(join(root, 'docs/errors.md'), [INTRODUCTION, ...sections].join('\n'));

async function section({ name, folder, table }) {
  const { [table]: errors } = await import(new URL(`../packages/${folder}/dist/index.js`, import.meta.url));
  const rows = Object.entries(errors).map(([code, { sentence, cure }]) => `| \`${code}\` | ${cell(sentence)} | ${cell(cure)} |`);
  return `## ${name}\n\n| code | sentence | what to do |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** A backslash or a bar would end a cell, or be eaten. */
function cell(text) {
  return text.replace(/[\\|]/g, '\\$&');
}
