import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { QuickFirst } from './quick-first.config.js';

/** The tests that judge the kernel. Left out: those of a hundred thousand steps, which say how fast it is. */
export default defineConfig({
  root: fileURLToPath(new URL('../../packages/layer1', import.meta.url)),
  test: {
    include: [
      'test/trail/**/*.test.ts',
      'test/memory/*.test.ts',
      'test/api/definitions*.test.ts',
      'test/{build-trail,states,transitions}.test.ts',
    ],
    exclude: ['test/trail/trail-size.test.ts'],
    setupFiles: [fileURLToPath(new URL('setup.config.ts', import.meta.url))],
    sequence: { sequencer: QuickFirst },
    testTimeout: 120_000,
  },
});
