import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const REPORT = '.vitest/results.json';

/** All tests that ended with a status, `passed` or `failed`, in the last run of their package: full title, and why they failed. */
export function testsThat(wanted, packages) {
  return packages
    .map(({ path }) => join(path, REPORT))
    .filter((report) => existsSync(report))
    .flatMap((report) => JSON.parse(readFileSync(report, 'utf8')).testResults)
    .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === wanted))
    .map(({ fullName, failureMessages }) => ({ title: fullName, why: failureMessages.join('\n') }));
}

/** Removes the reports of earlier runs, so that none of them is counted in place of a run that did not happen. */
export function forgetReports(packages) {
  for (const { path } of packages) rmSync(join(path, REPORT), { force: true });
}

/** Adds up the reports of all packages that have tests; a package without a report counts as one failure. */
export function testTotals(packages) {
  const totals = { passed: 0, failed: 0 };
  for (const { name, path, manifest } of packages) {
    if (manifest.scripts?.test === undefined) continue;
    const report = join(path, REPORT);
    const { passed, failed } = existsSync(report) ? readReport(report) : noReport(name);
    totals.passed += passed;
    totals.failed += failed;
  }
  return totals;
}

function readReport(file) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  // A file that could not be loaded, or whose hook failed, has no failed test of its own.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

function noReport(name) {
  console.error(`${name} has tests but left no ${REPORT}: they did not run to the end.`);
  return { passed: 0, failed: 1 };
}
