import { readFileSync } from 'node:fs';

const HEADING = 'What no other engine does';

/** A row of the table: what can be done, and the command lines that do it. */
export interface Row {
  readonly title: string;
  readonly commands: readonly string[];
}

const section = sectionOf(readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8'));

/** How the trail is started. */
export const START = /^\$ (autotrail run .*)$/m.exec(section)?.[1] ?? '';

/** The table, from its first row to its last. */
export const ROWS: readonly Row[] = section
  .split('\n')
  .filter((line) => line.startsWith('| **'))
  .map(readRow);

function sectionOf(readme: string): string {
  return readme.split(`\n## ${HEADING}\n`)[1]?.split('\n## ')[0] ?? '';
}

/** Its title is what is bold, and each `...` behind it a command line. */
function readRow(line: string): Row {
  const [, what = '', tryIt = ''] = line.split(/(?<!\\)\|/);
  const commands = [...tryIt.matchAll(/`([^`]+)`/g)].map(([, command]) => String(command).replaceAll('\\|', '|'));
  return { title: /\*\*(.+?)\*\*/.exec(what)?.[1] ?? '', commands };
}
