import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';

// One of a test file, with one of each test in it: servers outlive the test that began them, until its clean-up is over.
const folder = mkdtempSync(join(tmpdir(), 'autotrail-state-'));
let tests = 0;
process.env.XDG_STATE_HOME = folder;

/** Every test begins without any trail remembered: a server that is started twice under one name would else go on with the first. */
beforeEach(() => {
  tests += 1;
  process.env.XDG_STATE_HOME = join(folder, String(tests));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
