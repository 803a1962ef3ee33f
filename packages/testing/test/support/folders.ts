import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'at-'));
let folders = 0;

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A path of something of its own that is not there yet, in a folder that is gone after the tests of the file. */
export function freshPath(): string {
  folders += 1;
  return join(home, `${folders}`);
}
