import type { JournalRecord } from '@autotrail/layer1';

const PROVENANCE = { actor: 'ada', source: 'uid 7', reason: 'because' };

/** The events of a journal in which there is one of everything, and some of it odd. */
const EVENTS: readonly JournalRecord['event'][] = [
  { type: 'created', format: 1, trail: 'release', run: '20260131T101500Z-ab12', definition: { steps: [], edges: [[0, 1]] } },
  { type: 'command', call: 'start', moves: [], ...PROVENANCE },
  { type: 'prompt', n: 1, attempt: 1, promptId: '1.1.1', message: 'Größe? \u{1F600}', timeoutMs: 5 },
  { type: 'reply', promptId: '1.1.1', value: { a: ['\n', '"]', '\u0000'] } },
  { type: 'message', steps: [1, 2], message: null },
  { type: 'ended', n: 1, attempt: 1, outcome: { ok: true, value: 1e300 }, context: { lone: '\ud800' } },
  { type: 'note', text: '', steps: [] },
  { type: 'resumed', attempts: [], transformed: [], policies: ['x'] },
  { type: 'survivors', n: 1, attempt: 1, processes: [{ pid: 7, startTime: null, command: 'sleep 9' }] },
  { type: 'shutdown', ...PROVENANCE },
];

/** Records of a journal, as many as wanted: revisions from 0, all of one epoch unless it grows on the way. */
export function journalRecords(count: number, epochAt: (revision: number) => number = () => 1): readonly JournalRecord[] {
  return Array.from({ length: count }, (_, revision) => {
    const event = EVENTS[revision === 0 ? 0 : 1 + (revision % (EVENTS.length - 1))] as JournalRecord['event'];
    const record = { revision, epoch: epochAt(revision), at: 1_700_000_000_000 + revision, event };
    const changes = revision % 3 === 1 ? [{ n: 1, state: 'Running' as const, input: 'é' }] : [];
    const answered = { requestId: `r${revision}`, digest: 'd', result: { affected: [] } };
    return { ...record, changes, ...(revision % 4 === 2 ? { answered } : {}) };
  });
}
