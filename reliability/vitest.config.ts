import { mergeConfig } from 'vitest/config';
import base from '../vitest.base.js';

/** These take longer than the tests of all packages together: they are given the whole machine, and more time. */
export default mergeConfig(base, { test: { maxWorkers: 2, testTimeout: 120_000 } });
