/**
 * How a package is released, as a graph of steps:
 *
 *     git history ──> last tag ──> changes ──┐
 *     quick tests ──> all tests ─────────────┤
 *     pack ──┬──> contents ──────────────────┼──> confirm ──> publish
 *            ├──> checksum ──────────────────┤
 *            └──> install ──> import ────────┘
 *
 * `{name}` in a command or a text is an attribute of the {@link Release} that the runbook is run with.
 */
import { createConditionalStep, Instruction, ShellCommand, Step, step } from 'autotrail';
import { checksumOf, type Release } from './release.js';

// A condition: where there is no history, as in an export without `.git`, its branch is left out and the release goes on.
const gitHistory = createConditionalStep(new ShellCommand('git history', 'git -C {source} log --oneline --max-count=1'));
// A clone without tags ends this with 128, and says why.
const lastTag = new Step(new ShellCommand('last tag', 'git -C {source} describe --tags --abbrev=0', { success: [0, 128] }));
const changes = new Step(new ShellCommand('changes', 'git -C {source} log --oneline HEAD --not --tags -- .'));

const vitest = '{bin}/vitest run --root {source} --reporter=default';
const isOutputIgnorable = (line: string) => !/Tests|Test Files/.test(line);
const quickTests = new Step(new ShellCommand('quick tests', `${vitest} test/dag test/step`, { isOutputIgnorable }));
const allTests = new Step(new ShellCommand('all tests', vitest, { isOutputIgnorable }), { optional: true });

const pack = new Step(
  new ShellCommand('pack', '{bin}/pnpm --dir {source} pack --pack-destination {folder}', {
    isOutputIgnorable: (line) => !line.endsWith('.tgz'),
  }),
);
const contents = new Step(new ShellCommand('contents', 'tar -tzf {tarball}'));
const checksum = step(
  async (_env, release: Release) => {
    release.checksum = await checksumOf(release.tarball);
    return release.checksum;
  },
  { name: 'checksum' },
);

const install = new Step(new ShellCommand('install', 'npm install --offline --loglevel=error --prefix {project} {tarball}'));
const program = 'console.log(...Object.keys(await import(process.argv[1])))';
const importIt = new Step(
  new ShellCommand('import', `cd {project} && node --input-type=module --eval "${program}" {name}`, { shell: true }),
);

const confirm = new Step(new Instruction('confirm', 'Publish {name} {version} with this checksum?\n{checksum}'));
const publish = new Step(new ShellCommand('publish', 'cp {tarball} {published}'));

/** The runbook: pairs of a step and one that comes after it. */
export const runbook = [
  [gitHistory, lastTag],
  [lastTag, changes],
  [quickTests, allTests],
  [pack, contents],
  [pack, checksum],
  [pack, install],
  [install, importIt],
  ...[changes, allTests, contents, checksum, importIt].map((check) => [check, confirm] as const),
  [confirm, publish],
] as const;
