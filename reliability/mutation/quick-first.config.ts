import { statSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that take long because they try much. */
const SLOW = /(-properties|-folding|ledger|message-log|-foreign|-damage|kernel\/)[^/]*$/;

/** Runs the tests of single rules before those that try much: most mutants are killed by one of them, and then no other is run. */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => costOf(a) - costOf(b));
  }
}

function costOf({ moduleId }: TestSpecification): number {
  return (SLOW.test(moduleId) ? 1_000_000 : 0) + statSync(moduleId).size;
}
