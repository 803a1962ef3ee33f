// All that guards a change, in one command. Every check runs, also after one that failed; the last lines name the tests that failed
// and say how many passed and failed; a check without tests of its own counts as one failure if it fails.
import { forgetReports, testsThat, testTotals } from './test-totals.mjs';
import { run, workspacePackages } from './workspace.mjs';

const TURBO_OPTIONS = ['--continue=dependencies-successful', '--output-logs=new-only'];
const CHECKS = [
  { name: 'lint', command: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'build', command: 'turbo', args: ['run', 'build', ...TURBO_OPTIONS] },
  { name: 'types', command: 'turbo', args: ['run', 'typecheck', ...TURBO_OPTIONS] },
  { name: 'tests', command: 'turbo', args: ['run', 'test', ...TURBO_OPTIONS] },
  { name: 'invariants', command: 'node', args: ['scripts/check-invariants.mjs'] },
  { name: 'unused code', command: 'knip', args: [] },
  { name: 'packages', command: 'node', args: ['scripts/check-packages.mjs'] },
];
/** How long a check may take, in milliseconds. */
const LIMIT_MS = 25 * 60_000;
/** How much is told of why a test failed, in characters: all of it stands where the tests ran. */
const MESSAGE_LENGTH = 600;

const packages = workspacePackages();
forgetReports(packages);
const results = CHECKS.map(runCheck);
const { passed, failed } = countFailedChecks(testTotals(packages), results);

for (const { name, ok, seconds } of results) console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
for (const { title, why } of testsThat('failed', packages)) console.log(`FAILED test: ${title}\n${why.slice(0, MESSAGE_LENGTH)}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function runCheck({ name, command, args }) {
  console.log(`\n== ${name}: ${command} ${args.join(' ')}`);
  const begin = performance.now();
  const { ok, output } = run(command, args, { show: true, limitMs: LIMIT_MS });
  if (!ok && output !== '') console.error(output);
  return { name, ok, seconds: ((performance.now() - begin) / 1000).toFixed(1) };
}

function countFailedChecks(tests, results) {
  const others = results.filter(({ name, ok }) => !ok && name !== 'tests').length;
  // A run of tests may also fail with every test passed: by an error that none of them caught.
  const uncaught = tests.failed === 0 && results.some(({ name, ok }) => !ok && name === 'tests') ? 1 : 0;
  return { passed: tests.passed, failed: tests.failed + others + uncaught };
}
