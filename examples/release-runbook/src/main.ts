/** Releases a package. The trail lives in this process; another one, the operator, steers it over the socket. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AutoTrailError, StepState, type StepStatus, TrailClient, TrailServer } from 'autotrail';
import { drawGraph } from './draw-graph.js';
import { prepareRelease, type Release } from './release.js';
import { runbook } from './runbook.js';
import { statusTable } from './status-table.js';

const { keep } = parseArgs({ options: { keep: { type: 'boolean', default: false } } }).values;
const release = await prepareRelease();
try {
  const steps = await runTrail(release).finally(removeUnlessKept);
  await report(steps);
  process.exitCode = isPublished(steps) ? 0 : 1;
} catch (error) {
  if (!AutoTrailError.is(error)) throw error;
  console.error(`Not released. ${error.message}`);
  process.exitCode = 1;
}

/** Runs the trail for as long as it is steered, and answers what became of its steps. */
async function runTrail({ name, version, folder }: Release): Promise<readonly StepStatus[]> {
  await using server = new TrailServer(runbook, {
    name: 'release',
    context: release,
    socketFile: join(folder, 'release.sock'),
    journalFile: join(folder, 'release.journal'),
  });
  await server.start();
  console.log(`Releasing ${name} ${version}. A second process, the operator, steers it over\n${server.socketFile}\n`);
  await operate(server.socketFile);
  const client = new TrailClient(server.socketFile);
  // After a failure something may still run; where all went well this affects no step.
  await client.stop({ interrupt: true });
  return await client.status();
}

/** Starts the operator and waits until it leaves. */
async function operate(socketFile: string): Promise<void> {
  const operator = fileURLToPath(new URL('operator.js', import.meta.url));
  const child = spawn(process.execPath, [operator, socketFile], { stdio: 'inherit' });
  // A release that nobody steers any longer is stopped, and its scratch folder removed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => child.kill(signal));
  await once(child, 'close');
}

async function removeUnlessKept(): Promise<void> {
  if (!keep) await rm(release.folder, { recursive: true, force: true });
}

async function report(steps: readonly StepStatus[]): Promise<void> {
  const svgFile = fileURLToPath(new URL('release.svg', import.meta.url));
  await drawGraph(svgFile, steps);
  console.log(`\n${statusTable(steps)}\n\nThe graph: ${svgFile}`);
  console.log(isPublished(steps) ? `Released ${release.name} ${release.version} into ${whereTo()}.` : whyNot(steps));
}

function isPublished(steps: readonly StepStatus[]): boolean {
  return steps.some(({ name, state }) => name === 'publish' && state === StepState.Succeeded);
}

function whereTo(): string {
  return keep ? release.published : 'a scratch folder, which was removed';
}

function whyNot(steps: readonly StepStatus[]): string {
  const failed = steps.find(({ state }) => state === StepState.PausedOnFail);
  if (failed === undefined) return 'Not released: the trail was not steered to its end.';
  return `Not released: ${failed.name} failed.\n${failed.returnValue}`;
}
