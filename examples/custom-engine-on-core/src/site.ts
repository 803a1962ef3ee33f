/**
 * The build of a small site:
 *
 *     pages ─> index ─┐
 *     style ──────────┴─> compress ─┐
 *     fuzz ─────────────────────────┴─> seal
 */
import { type Pairs, step } from '@autotrail/core';
import { compressFiles, fuzzRenderer, listPages, renderPages, type Site, sealFiles, writeStyle } from './site-tasks.js';
import type { Task, TaskEnvironment } from './task.js';

/** The tasks that build a site, each with those that come after it. */
export function siteTasks(site: Site): Pairs<Task> {
  const task = (name: string, work: (site: Site, env: TaskEnvironment) => Promise<void>): Task =>
    step((env: TaskEnvironment) => work(site, env), { name });

  const pages = task('pages', renderPages);
  const index = task('index', listPages);
  const style = task('style', writeStyle);
  const compress = task('compress', compressFiles);
  const fuzz = task('fuzz', fuzzRenderer);
  const seal = task('seal', sealFiles);
  return [
    [pages, index],
    [index, compress],
    [style, compress],
    [fuzz, seal],
    [compress, seal],
  ];
}
