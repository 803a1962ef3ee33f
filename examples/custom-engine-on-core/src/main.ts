/** Builds the site, and answers other processes meanwhile: `main.js [--folder dist] [--rounds 2000000]`. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listen, serveSocket } from '@autotrail/core/socket';
import { Build, type TaskProgress } from './build.js';
import { answerCalls } from './calls.js';
import { buildError } from './errors.js';
import { siteTasks } from './site.js';

const MARKS: Readonly<Record<TaskProgress['state'], string>> = {
  waiting: ' ',
  running: '▶',
  done: '✔',
  failed: '✖',
  cancelled: '■',
};

const { values: options } = parseArgs({
  options: { folder: { type: 'string', default: 'dist' }, rounds: { type: 'string', default: '2000000' } },
});
const socketFile = join(options.folder, 'build.sock');
const site = {
  texts: fileURLToPath(new URL('../texts', import.meta.url)),
  folder: join(options.folder, 'site'),
  rounds: readRounds(),
};

const build = new Build(siteTasks(site), { onChange: tell });
const serving = serveSocket(await listen(socketFile), answerCalls(build), { hello: () => ({ trail: 'site' }) });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => build.cancel());
try {
  await rm(site.folder, { recursive: true, force: true });
  await mkdir(site.folder);
  console.log(`Building ${site.folder}. It answers on ${socketFile}\n`);
  await build.run();
} finally {
  await serving.close();
}
report(build.progress());

function readRounds(): number {
  const rounds = Number(options.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 0) throw buildError('BUILD_BAD_ROUNDS', { found: options.rounds });
  return rounds;
}

function tell({ name, state, note }: TaskProgress): void {
  console.log(`${MARKS[state]} ${name.padEnd(8)}  ${state.padEnd(9)}  ${note}`.trimEnd());
}

function report(tasks: readonly TaskProgress[]): void {
  const unreached = tasks.filter(({ state }) => state === 'waiting').map(({ name }) => name);
  const isComplete = tasks.every(({ state }) => state === 'done');
  console.log(isComplete ? `\nBuilt ${site.folder}` : `\nNot complete; never reached: ${unreached.join(', ') || 'none'}`);
  if (!isComplete) process.exitCode = 1;
}
