import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** How every package is tested. `scripts/verify.mjs` adds up the JSON reports. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    setupFiles: [fileURLToPath(new URL('./vitest.setup.ts', import.meta.url))],
    globals: false,
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Turbo tests several packages at a time.
    maxWorkers: '50%',
  },
});
