import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { GoldenDefinition } from './golden-definition.js';

/** A journal that some release has written, and what it remembers. */
export interface GoldenJournal {
  readonly definition: GoldenDefinition;
  /** The bytes of the file, one a character. */
  readonly journal: string;
  /** The hash of the state that was live when it was written. */
  readonly state: string;
}

/** The golden journals of a release. */
export interface GoldenRelease {
  /** The release that wrote them. */
  readonly release: string;
  readonly journals: readonly GoldenJournal[];
}

const SUFFIX = '.jsonl.gz';

/** The golden journals of every release that has a file in a folder, `<release>.jsonl.gz`; the newest release last. */
export function readReleases(folder: string): readonly GoldenRelease[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  files.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  return files.map((file) => ({ release: file.slice(0, -SUFFIX.length), journals: read(join(folder, file)) }));
}

/** Writes the golden journals of a release. Answers the bytes of the file. */
export function writeRelease(folder: string, { release, journals }: GoldenRelease): Buffer {
  const lines = journals.map((journal) => `${JSON.stringify(journal)}\n`);
  const bytes = gzipSync(lines.join(''), { level: 9 });
  writeFileSync(join(folder, `${release}${SUFFIX}`), bytes);
  return bytes;
}

function read(file: string): readonly GoldenJournal[] {
  const lines = gunzipSync(readFileSync(file)).toString().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as GoldenJournal);
}
