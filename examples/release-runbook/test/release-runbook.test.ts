import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrailClient } from 'autotrail';
import { afterAll, describe, expect, it } from 'vitest';
import { commandsIn, socketIn, statesIn, storyIn } from './read-output.js';
import { makeRepository } from './repository.js';
import { ExampleOnTerminal, runExample } from './run-example.js';

const folder = mkdtempSync(join(tmpdir(), 'release-runbook-test-'));
/** As in an export without `.git`. */
const noRepository = join(folder, 'none');

const SVG_FILE = fileURLToPath(new URL('../dist/release.svg', import.meta.url));
const SLOW = { timeout: 120_000 };
const BEGINNING = [
  'operator pause all tests (to decide when it is reached)',
  'operator pause publish (until it is confirmed)',
  'operator start 10 steps (all is set)',
  'operator skip all tests (the quick tests will do)',
];
const RESUMED = 'operator resume publish (it is confirmed)';
const RELEASED = {
  'git history': 'Succeeded',
  'quick tests': 'Succeeded',
  pack: 'Succeeded',
  'last tag': 'Succeeded',
  'all tests': 'Skipped (operator)',
  contents: 'Succeeded',
  checksum: 'Succeeded',
  install: 'Succeeded',
  changes: 'Succeeded',
  import: 'Succeeded',
  confirm: 'Succeeded',
  publish: 'Succeeded',
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('off a terminal', SLOW, () => {
  it('releases the package while a second process pauses, skips, answers and resumes', async () => {
    const gitDir = makeRepository(join(folder, 'tagged'), ['Old', 'v1.0.0', 'New', 'Newer']);
    const { exitCode, output } = await runExample(gitDir, '--keep');
    const published = join(dirname(socketIn(output)), 'published');
    expect(commandsIn(output)).toEqual([...BEGINNING, 'operator reply true confirm (nobody sits at a terminal)', RESUMED]);
    expect(storyOf('all tests', output)).toEqual([
      'operator pause all tests (to decide when it is reached)',
      'trail ‖ Paused all tests',
      'operator skip all tests (the quick tests will do)',
      'trail ↷ Skipped all tests',
    ]);
    expect(storyOf('publish', output)).toEqual([
      'operator pause publish (until it is confirmed)',
      'trail ‖ Paused publish',
      RESUMED,
      'trail ▶ Running publish',
      'trail ✔ Succeeded publish',
    ]);
    expect(statesIn(output)).toEqual(RELEASED);
    expect(output).toMatch(/Succeeded {2}last tag\n +v1\.0\.0\n/);
    expect(output).toMatch(/Succeeded {2}changes\n +\w+ Newer\n +\w+ New\n {3}/);
    expect(output).toContain(`with this checksum?\n          ${checksumOfOnlyFile(published)}\n`);
    expect(exitCode).toBe(0);
    rmSync(dirname(published), { recursive: true });
  });

  it('says that a clone has no tag, and takes all of its history for new', async () => {
    const { exitCode, output } = await runExample(makeRepository(join(folder, 'untagged'), ['First', 'Second']));
    expect(output).toMatch(/Succeeded {2}last tag\n +fatal: No names found/);
    expect(output).toMatch(/Succeeded {2}changes\n +\w+ Second\n +\w+ First\n {3}/);
    expect(statesIn(output)).toEqual(RELEASED);
    expect(exitCode).toBe(0);
  });

  it('says that an export has no history, leaves out what needs it, draws what came of it, and tidies up', async () => {
    rmSync(SVG_FILE, { force: true });
    const { exitCode, output } = await runExample(noRepository);
    expect(output).toMatch(/Failed {5}git history\n +fatal: not a git repository/);
    const leftOut = { 'git history': 'Failed', 'last tag': 'Skipped (condition)', changes: 'Skipped (condition)' };
    expect(statesIn(output)).toEqual({ ...RELEASED, ...leftOut });
    expect(output).toContain(`The graph: ${SVG_FILE}\n`);
    expect(readFileSync(SVG_FILE, 'utf8')).toMatch(/<svg .*>git history<.*>Failed<.*>publish<.*>Succeeded<.*<\/svg>/s);
    expect(existsSync(dirname(socketIn(output)))).toBe(false);
    expect(exitCode).toBe(0);
  });
});

describe('on a terminal', SLOW, () => {
  it('asks until the answer is yes or no, and publishes on yes', async () => {
    const example = new ExampleOnTerminal(noRepository);
    await example.asked();
    example.type('perhaps\r');
    await example.asked(2);
    example.type('y\r');
    const { exitCode, output } = await example.end();
    expect(commandsIn(output)).toEqual([...BEGINNING, 'you reply true confirm', RESUMED]);
    expect(exitCode).toBe(0);
  });

  it('publishes nothing on no, and says what failed', async () => {
    const example = new ExampleOnTerminal(noRepository);
    await example.asked();
    example.type('n\r');
    const { exitCode, output } = await example.end();
    expect(commandsIn(output)).toEqual([...BEGINNING, 'you reply false confirm']);
    expect(statesIn(output)).toMatchObject({ confirm: 'Paused due to failure', publish: 'To Block (operator)' });
    expect(output).toContain('Not released: confirm failed.\nThe instruction was not completed');
    expect(exitCode).toBe(1);
  });

  it('stops asking when somebody answers from elsewhere', async () => {
    const example = new ExampleOnTerminal(noRepository);
    const client = new TrailClient(socketIn(await example.asked()));
    await client.sendMessageToSteps(true, { name: 'confirm' }, { actor: 'a colleague' });
    const { exitCode, output } = await example.end();
    expect(commandsIn(output)).toEqual([...BEGINNING, 'a colleague message confirm', RESUMED]);
    expect(exitCode).toBe(0);
  });

  it('stops at Ctrl-C, and leaves nothing behind', async () => {
    const example = new ExampleOnTerminal(noRepository);
    await example.asked();
    example.type('\x03');
    const { exitCode, output } = await example.end();
    expect(output).toContain('Not released: the trail was not steered to its end.');
    expect(existsSync(dirname(socketIn(output)))).toBe(false);
    expect(exitCode).toBe(1);
  });
});

/** What was told of one step on lines of its own. */
function storyOf(step: string, output: string): readonly string[] {
  return storyIn(output).filter((line) => line.includes(step));
}

function checksumOfOnlyFile(path: string): string {
  const [file, ...others] = readdirSync(path);
  expect(others).toEqual([]);
  return createHash('sha256')
    .update(readFileSync(join(path, String(file))))
    .digest('hex');
}
