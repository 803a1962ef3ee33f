import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StepState, type StepStatus } from '@autotrail/layer1';
import { inspectJournal, systemDisk, TrailClient } from '@autotrail/layer2';
import { bundle } from '../support/bundle.js';
import { Random } from '../support/random.js';
import { writeAbandonedRun } from './recovery-journal.js';

/** What a server that recovers is told. */
export interface RecoverOptions {
  readonly journalFile: string;
  readonly socketFile: string;
}

/** What it tells when it answers clients. */
export interface Recovered {
  /** How long it took to start, in milliseconds. */
  readonly startMs: number;
  /** Bytes of the journal that were read for it. */
  readonly bytesRead: number;
  readonly resumed: boolean;
}

/** What a recovery came to. Times are in milliseconds. */
export interface Recovery {
  readonly records: number;
  readonly bytes: number;
  /** From the process being started to the first status being answered. */
  readonly spawnToStatusMs: number;
  readonly startMs: number;
  /** Reading the same file and parsing each of its lines, here and now. */
  readonly readAndParseMs: number;
  /** Steps that were found to have run when the server was lost. */
  readonly lost: number;
  readonly breaches: readonly string[];
}

/** Lets a server go on with a run of 1,000 steps whose server was lost, and looks at what it shows first. */
export async function measureRecovery(records: number, seed: number): Promise<Recovery> {
  const folder = await mkdtemp(join(tmpdir(), 'autotrail-recovery-'));
  const options: RecoverOptions = { journalFile: join(folder, 'journal'), socketFile: join(folder, 's') };
  const { running } = await writeAbandonedRun(options.journalFile, records, new Random(seed, records));
  const bytes = statSync(options.journalFile).size;
  const readAndParseMs = timeOf(() => {
    for (const line of readFileSync(options.journalFile, 'utf8').split('\n')) if (line !== '') JSON.parse(line);
  });
  const begin = performance.now();
  const child = fork(bundle('kill/recover-main'), [JSON.stringify(options)], { env: { ...process.env, XDG_STATE_HOME: folder } });
  const [{ startMs, bytesRead, resumed }] = (await once(child, 'message')) as [Recovered];
  const client = new TrailClient(options.socketFile);
  const shown = await client.status({}, { fields: ['n', 'state', 'cause', 'attempt', 'tags'] });
  const spawnToStatusMs = performance.now() - begin;
  await client.close();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const breaches = [...wrongStates(shown, running), ...(await wrongEnd(options.journalFile, records))];
  if (!resumed) breaches.push('the run was not gone on with');
  if (bytesRead !== bytes) breaches.push(`${bytesRead} bytes were read of a journal of ${bytes}`);
  await rm(folder, { recursive: true, force: true });
  return { records, bytes, spawnToStatusMs, startMs, readAndParseMs, lost: running.length, breaches };
}

type Shown = Pick<StepStatus, 'n' | 'state' | 'cause' | 'attempt' | 'tags'>;

/** In the very first status no step seems to run that runs no longer. */
function wrongStates(shown: readonly Shown[], running: readonly number[]): string[] {
  return shown.flatMap(({ n, state, cause, attempt, tags }) => {
    const hasRun = running.includes(n);
    const isShown = tags.kind === 'repeatable' ? state === StepState.Running && attempt === 2 : cause === 'server lost';
    if (hasRun ? isShown : state !== StepState.Running) return [];
    return [
      `step ${n} (${tags.kind}), ${hasRun ? 'lost with its server' : 'not running'}, is ${state} (${cause}), attempt ${attempt}`,
    ];
  });
}

/** Every record was taken in: the one after the last says that the run is gone on with. */
async function wrongEnd(journalFile: string, records: number): Promise<readonly string[]> {
  let revision = -1;
  await inspectJournal(systemDisk, journalFile, (record) => {
    if (record.event.type === 'resumed') revision = record.revision;
  });
  return revision === records ? [] : [`the run is gone on with at revision ${revision}, after ${records} records`];
}

function timeOf(act: () => void): number {
  const begin = performance.now();
  act();
  return performance.now() - begin;
}
