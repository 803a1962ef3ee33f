import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { autotrailProgram } from '../src/cli/autotrail-program.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The text of a section, up to the next heading. */
function section(heading: string): string {
  return readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
}

function commands(): readonly Command[] {
  const program = autotrailProgram('0.0.0');
  return program.createHelp().visibleCommands(program);
}

describe('README.md', () => {
  it('lists exactly the commands there are', () => {
    const table = section('Commands').split('**Which trail**')[0] ?? '';
    const rows = [...table.matchAll(/^\| (`.*?) \|/gm)];
    const documented = rows.flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z-]+)[^`]*`/g)].map(([, name]) => String(name)));
    const known = commands().map((command) => command.name());
    expect(documented.sort()).toEqual(known.filter((name) => name !== 'help').sort());
  });

  it('names every option of the commands that keep, read and remove what is remembered', () => {
    for (const name of ['run', 'history', 'prune']) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}`)) ?? '';
      const options = commands().find((command) => command.name() === name)?.options ?? [];
      // Those that many commands have are described below the table.
      const everywhere = ['--json', '--dry-run', '--yes', '--name', '--tag', '-n'];
      for (const { long, short } of options) {
        const option = String(long ?? short);
        if (!everywhere.includes(option)) expect(row).toContain(option);
      }
    }
  });
});
