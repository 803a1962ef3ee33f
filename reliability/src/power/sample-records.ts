import type { JournalRecord } from '@autotrail/layer1';
import type { Random } from '../support/random.js';

const TEXTS = [
  '',
  'ok',
  'Größe',
  '"]\n',
  '\u{1F600}',
  '\\u0000',
  'a longer text that says why somebody wanted this',
  '["00000000',
];

/** Records of a journal that follow one another, of notes with texts that are drawn. */
export function sampleRecords(random: Random, { from, count, epoch }: SampleRange): readonly JournalRecord[] {
  return Array.from({ length: count }, (_, k) => {
    const revision = from + k;
    const at = 1_700_000_000_000 + revision;
    if (revision === 0) return { revision, epoch, at, event: CREATED, changes: [] };
    const text = Array.from({ length: 1 + random.below(3) }, () => random.pick(TEXTS)).join(' ');
    const changes = random.chance(0.3) ? [{ n: 1, state: 'Running' as const, input: text }] : [];
    const answered = { requestId: `r${revision}`, digest: 'd', result: { affected: [] } };
    const event = { type: 'note' as const, text, steps: [1] };
    return { revision, epoch, at, event, changes, ...(random.chance(0.3) && { answered }) };
  });
}

/** Which records. */
interface SampleRange {
  /** The revision of the first. */
  readonly from: number;
  readonly count: number;
  readonly epoch: number;
}

const CREATED: JournalRecord['event'] = {
  type: 'created',
  format: 1,
  trail: 'sample',
  run: '20260131T101500Z-ab12',
  definition: { steps: [], edges: [] },
};
