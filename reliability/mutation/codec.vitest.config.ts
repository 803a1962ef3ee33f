import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { QuickFirst } from './quick-first.config.js';

/** The tests that judge what is on the disk, and how it is read. */
export default defineConfig({
  root: fileURLToPath(new URL('../../packages/layer2', import.meta.url)),
  test: {
    include: ['test/journal/**/*.test.ts'],
    exclude: ['test/journal/resumed-server.test.ts'],
    setupFiles: [fileURLToPath(new URL('setup.config.ts', import.meta.url))],
    sequence: { sequencer: QuickFirst },
    testTimeout: 120_000,
  },
});
