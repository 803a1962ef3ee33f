import { defineConfig, type Options } from 'tsup';

/** How every package is built: ES modules and their types, from the entries it names. */
export function library(options: Options) {
  return defineConfig({
    format: 'esm',
    target: 'node20.19',
    platform: 'node',
    dts: true,
    sourcemap: true,
    clean: true,
    silent: true,
    ...options,
  });
}
