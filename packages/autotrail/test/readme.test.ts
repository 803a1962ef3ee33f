import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { autotrailProgram } from '../src/cli/autotrail-program.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Options that many commands have, which are described below the table of commands. */
const EVERYWHERE = '--json --dry-run --yes --name --tag -n --all --type --actor --reason --request-id'.split(' ');

/** The text of a section, up to the next heading. */
function section(heading: string): string {
  return readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
}

function commands(): readonly Command[] {
  const program = autotrailProgram('0.0.0');
  return program.createHelp().visibleCommands(program);
}

/** What is typed for a command, or for each of those it consists of. What can be planned is in the table already. */
function namesOf(command: Command): readonly string[] {
  const name = command.name();
  if (name === 'help') return [];
  return name === 'plan' || command.commands.length === 0 ? [name] : command.commands.map((own) => `${name} ${own.name()}`);
}

describe('README.md', () => {
  it('lists exactly the commands there are', () => {
    const table = section('Commands').split('**Which trail**')[0] ?? '';
    const rows = [...table.matchAll(/^\| (`.*?) \|/gm)];
    const known = commands().flatMap(namesOf).sort();
    const nameIn = (usage: string) => known.find((name) => `${usage} `.startsWith(`${name} `)) ?? usage;
    const usages = rows.flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z-][^`]*)`/g)].map(([, usage]) => String(usage)));
    expect(usages.map(nameIn).sort()).toEqual(known);
  });

  it('names every option of the commands that have many of their own', () => {
    for (const name of ['run', 'rerun', 'mark-done', 'pause', 'rehearse', 'history', 'prune']) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}`)) ?? '';
      const options = commands().find((command) => command.name() === name)?.options ?? [];
      for (const { long, short } of options) {
        const option = String(long ?? short);
        if (!EVERYWHERE.includes(option)) expect(row).toContain(option);
      }
    }
  });
});
