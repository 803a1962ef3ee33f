import { mergeConfig } from 'vitest/config';
import base from '../vitest.base.js';
import { commitOf } from './src/support/commit.js';

/** The same commit comes to the same end, and every commit tries something new. The scripts draw their seeds. */
const seed = process.env.RELIABILITY_SEED ?? String(Number.parseInt(commitOf()?.slice(0, 8) ?? '0', 16));

/** These take longer than the tests of all packages together: they are given the whole machine, and more time. */
export default mergeConfig(base, { test: { maxWorkers: 2, testTimeout: 120_000, env: { RELIABILITY_SEED: seed } } });
