import { inspectJournal } from '@autotrail/layer2';
import type { SimulatedDisk } from '@autotrail/testing';
import type { Promised } from './ledger.js';
import { JOURNAL_FILE, SimulatedServer, settled } from './simulated-server.js';

/** Which journals there may be: that of the newest run, and those of runs before. */
const JOURNALS = /^\/release\.journal(\.\d{8}T\d{6}Z-[0-9a-z]{4})?$/;

/** Starts the next server on a disk and says what is wrong with what it finds; `null` if nothing is. */
export async function judgeDisk(disk: SimulatedDisk, promised: Promised): Promise<string | null> {
  const lost = await judgeJournals(disk, promised);
  if (lost !== null) return lost;
  const next = new SimulatedServer({ disk, process: 1_000 });
  try {
    await next.server.start();
  } catch (error) {
    return `the next server does not start: ${String(error)}`;
  }
  const wrong = (await judgeStates(disk, next)) ?? (await judgeGoingOn(next, promised));
  return wrong ?? judgeJournals(disk, { ...promised, sent: [...promised.sent, 'next note', 'next start'] });
}

/** acknowledged ⊆ journal ⊆ sent, and every request once in a run. */
export async function judgeJournals(disk: SimulatedDisk, { sent, acknowledged }: Promised): Promise<string | null> {
  const found = new Set<string>();
  const breaches: string[] = [];
  const known = new Set(sent);
  for (const file of disk.files().keys()) {
    if (!JOURNALS.test(file)) continue;
    const inRun = new Set<string>();
    try {
      await inspectJournal(disk, file, ({ answered }) => {
        if (answered === undefined) return;
        const { requestId } = answered;
        if (inRun.has(requestId)) breaches.push(`${requestId} took effect twice`);
        if (!known.has(requestId)) breaches.push(`${requestId} was never sent`);
        inRun.add(requestId);
        found.add(requestId);
      });
    } catch (error) {
      return `${file} cannot be read: ${String(error)}`;
    }
  }
  const lost = acknowledged.filter((requestId) => !found.has(requestId));
  if (lost.length > 0) breaches.push(`acknowledged and lost: ${lost.join(', ')}`);
  return breaches[0] ?? null;
}

/** What the server shows must be what its journal says. */
export async function judgeStates(disk: SimulatedDisk, { client }: SimulatedServer): Promise<string | null> {
  const shown = await client.status({}, { fields: ['n', 'state', 'attempt'] });
  const { trail } = (await inspectJournal(disk, JOURNAL_FILE)) ?? {};
  if (trail === undefined) return 'the journal is empty';
  const told = trail.steps.map(({ n }) => ({ n, state: trail.record(n).state, attempt: trail.record(n).attempt }));
  const wrong = shown.find(({ n, state, attempt }) => told[n]?.state !== state || told[n]?.attempt !== attempt);
  return wrong === undefined ? null : `${JSON.stringify(wrong)} is shown, the journal says ${JSON.stringify(told[wrong.n])}`;
}

async function judgeGoingOn({ client, executor }: SimulatedServer, { started }: Promised): Promise<string | null> {
  const { affected } = await client.note('the next one', {}, { requestId: 'next note' });
  if (affected.length === 0) return 'the next server takes no note';
  await client.start({ requestId: 'next start' }).catch(() => {});
  await settled();
  const again = executor.started.filter((key) => started.includes(key));
  return again.length > 0 ? `attempt ${again[0]} was started again` : null;
}
